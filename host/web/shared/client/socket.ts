import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { createClient } from 'graphql-ws';
import type { Operation } from './document';
import { textOf } from './document';
import type { AnswerError } from './failure';
import { failureOf, RequestFailure } from './failure';
import type { CallerSettings } from './http';
import { noted } from './http';
import { isDone, isLostRight, LastingWebSocket } from './lasting';
import { Pauses } from './pauses';

/** A socket that isn't open after so long won't be. */
const CONNECT_MS_MAX = 15_000;
/** A socket that hears nothing for so long after asking is dead. */
const PONG_MS_MAX = 10_000;
/** How often a quiet socket is asked whether it lives. */
const PING_EVERY_MS = 20_000;

/** Where a socket stands; `waiting` from a lost connection until there is one again. */
export type SocketState = 'idle' | 'connecting' | 'open' | 'waiting';

/** How a socket connects. */
export interface SocketSettings extends CallerSettings {
  /** The endpoint's path on this server. */
  path: string;
}

/** What a subscription tells. */
export interface Sink<Result> {
  next: (result: Result) => void;
  /** It is over and doesn't come back by itself: the right ended, or the server refuses it. */
  failed?: (failure: RequestFailure) => void;
  /** The server has said all there is to say. */
  ended?: () => void;
}

/** Subscriptions that outlive a lost network, and whatever else passes: they begin again and go on. */
export interface Socket {
  state: ReadonlySignal<SocketState>;
  /** Subscribes. `variables` is called at each try, so that a log continues where it stopped. Returns a function that stops. */
  subscribe: <Result, Variables>(
    operation: Operation<Result, Variables>,
    variables: () => Variables,
    sink: Sink<Result>,
  ) => () => void;
  /** Tries to connect now, without the rest of a pause. */
  wake: () => void;
  close: () => void;
}

/** A socket that opens with its first subscription. */
export function createSocket(settings: SocketSettings): Socket {
  const state = signal<SocketState>('idle');
  const pauses = new Pauses();
  let awake: (() => void) | null = null;
  let deadline: ReturnType<typeof setTimeout> | undefined;

  // There is one deadline at a time: for the connection to come about, then for each answer to a ping.
  function within(ms: number) {
    clearTimeout(deadline);
    deadline = setTimeout(() => client.terminate(), ms);
  }

  const client = createClient({
    url: () => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${settings.path}`,
    webSocketImpl: LastingWebSocket,
    connectionParams: () => {
      const token = settings.token?.() ?? null;
      const account = settings.account?.() ?? null;
      return { ...(token === null ? {} : { token }), ...(account === null ? {} : { account }) };
    },
    keepAlive: PING_EVERY_MS,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: (event) => !isLostRight(event),
    retryWait: () =>
      new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          awake = null;
          resolve();
        };
        const timer = setTimeout(done, pauses.next());
        awake = done;
      }),
    on: {
      connecting: () => {
        if (state.value === 'idle') state.value = 'connecting';
        within(CONNECT_MS_MAX);
      },
      connected: () => {
        clearTimeout(deadline);
        pauses.works();
        state.value = 'open';
      },
      closed: (event) => {
        clearTimeout(deadline);
        state.value = isDone(event) ? 'idle' : 'waiting';
      },
      ping: (received) => {
        if (!received) within(PONG_MS_MAX);
      },
      pong: (received) => {
        if (received) clearTimeout(deadline);
      },
    },
  });

  return {
    state,
    subscribe: (operation, variables, sink) =>
      lasting({ ...sink, failed: (failure) => sink.failed?.(noted(settings, failure)) }, (events) => {
        const payload = {
          query: textOf(operation),
          // Read when it is sent, which is again at each connection.
          get variables() {
            return variables() as Record<string, unknown>;
          },
        };
        return client.subscribe<never>(payload, {
          next: ({ data, errors }) => {
            if (data) events.next(data);
            else events.failed(failureOf((errors ?? []) as readonly AnswerError[]));
          },
          error: (error) => events.failed(failureOfSocket(error)),
          complete: events.ended,
        });
      }),
    wake: () => {
      pauses.reset();
      awake?.();
    },
    close: () => {
      clearTimeout(deadline);
      awake?.();
      void client.dispose();
      state.value = 'idle';
    },
  };
}

/** Begins a subscription again after each failure that passes. Gives how to stop. */
function lasting<Result>(sink: Sink<Result>, begin: (events: Required<Sink<Result>>) => () => void): () => void {
  const pauses = new Pauses();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stop = () => {};

  function run() {
    let isOver = false;
    const end = () => {
      isOver = true;
      inner();
    };
    const inner = begin({
      next: (result) => {
        if (isOver) return;
        pauses.works();
        sink.next(result);
      },
      failed: (failure) => {
        if (isOver) return;
        end();
        if (failure.isPassing) timer = setTimeout(run, Math.max(pauses.next(), failure.retryAfterMs ?? 0));
        else sink.failed?.(failure);
      },
      ended: () => {
        if (isOver) return;
        isOver = true;
        sink.ended?.();
      },
    });
    stop = end;
  }

  run();
  return () => {
    clearTimeout(timer);
    stop();
  };
}

/** What a subscription that graphql-ws gives up has come to: errors of the server, or a socket that isn't opened again. */
function failureOfSocket(error: unknown): RequestFailure {
  if (Array.isArray(error)) return failureOf(error as AnswerError[]);
  if (isLostRight(error)) return new RequestFailure('unauthenticated', 'The session has ended.');
  return new RequestFailure('network', error instanceof Error ? error.message : 'The connection was lost.');
}
