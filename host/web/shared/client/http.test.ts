import { afterEach, expect, test, vi } from 'vitest';
import type { Operation } from './document';
import { createRequest } from './http';

const VIEWER = { toString: () => '{ viewer }' } as Operation<{ viewer: string }, Record<string, never>>;

afterEach(() => vi.unstubAllGlobals());

/** A server that answers so, and what it was asked. */
function server(answer: object, status = 200) {
  const asked = vi.fn(async (_path: string, _request: { headers: Record<string, string> }) => new Response(JSON.stringify(answer), { status }));
  vi.stubGlobal('fetch', asked);
  return asked;
}

test('a request says for which account the page acts, as that is when it is sent', async () => {
  const asked = server({ data: { viewer: 'Niilo' } });
  let account: string | null = null;
  const request = createRequest({ path: '/graphql', language: () => 'fi', account: () => account });
  await request(VIEWER);
  account = 'acc_1';
  await request(VIEWER);
  expect(asked.mock.calls.map(([, { headers }]) => headers['x-vuoro-account'])).toEqual([undefined, 'acc_1']);
});

test.each([['ANOTHER_ACCOUNT', 'another-account', 1], ['UNAUTHENTICATED', 'unauthenticated', 1], ['FORBIDDEN', 'forbidden', 0]] as const)(
  'who looks after the session hears of %s as they should',
  async (code, kind, times) => {
    server({ errors: [{ message: 'no', extensions: { code } }] }, 409);
    const onSessionChanged = vi.fn();
    const request = createRequest({ path: '/graphql', language: () => 'fi', account: () => 'acc_1', onSessionChanged });
    await expect(request(VIEWER)).rejects.toMatchObject({ kind, isPassing: false });
    expect(onSessionChanged).toHaveBeenCalledTimes(times);
  },
);
