// A server for tests in browsers: the demo, on a database and a port of its own.
import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How long a server may take to start. */
const START_MS_MAX = 30_000;
/** Of a log, when its server doesn't start. */
const TAIL_LINES = 40;
const PASSWORD = 'vuoro-demo-password';

/** A running server. */
export interface Vuoro {
  /** `http://127.0.0.1:PORT`. */
  base: string;
  /** Somebody of the demo, signed in. */
  member: (name: 'niilo' | 'hermanni' | 'operator' | 'owner') => Promise<Member>;
  stop: () => Promise<void>;
}

/** A signed-in member of the organisation `demo`, as any GraphQL client would be one. */
export interface Member {
  /** The data of an operation that has to go well. */
  ask: <Data>(query: string, variables?: Record<string, unknown>) => Promise<Data>;
  /** The outcome of a mutation that takes one input. */
  does: (mutation: string, input: Record<string, unknown>, selection?: string) => Promise<Record<string, unknown>>;
  /** Sends a file's bytes to where it was announced, or a package's. */
  puts: (url: string, bytes: string | Uint8Array<ArrayBuffer>, contentType?: string) => Promise<void>;
}

/** Names the logs apart. */
let started = 0;

/** Starts the binary that `VUORO` names. What it logs goes into a file of the folder. */
export async function startVuoro(folder: string): Promise<Vuoro> {
  const binary = process.env['VUORO'];
  if (!binary) throw new Error('VUORO names no server to test; run: cargo xtask test --only browser');
  const data = mkdtempSync(join(tmpdir(), 'vuoro-web-'));
  const options = ['serve', '--demo', '--no-visitors', '--data', data, '--listen', '127.0.0.1:0', '--metrics-listen', ''];
  // What those who run the tests have set for servers of their own isn't for this one.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VUORO_')));
  started += 1;
  mkdirSync(folder, { recursive: true });
  const log = join(folder, `server-${process.env['TEST_WORKER_INDEX']}-${started}.log`);
  writeFileSync(log, '');
  const child = spawn(binary, options, { stdio: ['ignore', 'pipe', 'pipe'], env });
  child.stderr.on('data', (part) => appendFileSync(log, part));
  const base = await new Promise<string>((resolve, reject) => {
    const fail = (why: string) => {
      clearTimeout(timer);
      reject(new Error(`${why}; ${log} ends:\n${readFileSync(log, 'utf8').trimEnd().split('\n').slice(-TAIL_LINES).join('\n')}`));
    };
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail('the server doesn’t start');
    }, START_MS_MAX);
    let said = '';
    child.stdout.on('data', (part) => {
      appendFileSync(log, part);
      said += part;
      const found = /listens on (http:\/\/\S+)/.exec(said);
      if (!found?.[1]) return;
      clearTimeout(timer);
      resolve(found[1]);
    });
    child.on('error', (error) => fail(error.message));
    // After it has exited and all that it said is read.
    child.on('close', () => fail('the server stopped'));
  });
  return {
    base,
    member: async (name) => signIn(base, `${name}@demo.example`),
    stop: async () => {
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
      rmSync(data, { recursive: true, force: true });
    },
  };
}

async function signIn(base: string, email: string): Promise<Member> {
  const query = 'mutation($input: SignInInput!) { signIn(input: $input) { ... on SignedIn { token } } }';
  const { signIn: said } = await post<{ signIn: { token: string } }>(`${base}/graphql`, null, query, { input: { email, password: PASSWORD } });
  const ask = <Data>(text: string, variables: Record<string, unknown> = {}) => post<Data>(`${base}/o/demo/graphql`, said.token, text, variables);
  return {
    ask,
    does: async (mutation, input, selection = '') => {
      const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
      const text = `mutation($input: ${type}!) { ${mutation}(input: $input) { __typename ${selection} ... on Problem { message } } }`;
      const data = await ask<Record<string, Record<string, unknown>>>(text, { input });
      return data[mutation] ?? {};
    },
    puts: async (url, bytes, contentType) => {
      const headers = { authorization: `Bearer ${said.token}`, ...(contentType === undefined ? {} : { 'content-type': contentType }) };
      const answer = await fetch(url, { method: 'PUT', headers, body: bytes });
      if (!answer.ok) throw new Error(`${url}: HTTP ${answer.status}`);
    },
  };
}

export async function post<Data>(url: string, token: string | null, query: string, variables: Record<string, unknown>): Promise<Data> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await answer.json()) as { data?: Data; errors?: unknown };
  if (errors || !data) throw new Error(`${query}: ${JSON.stringify(errors)}`);
  return data;
}
