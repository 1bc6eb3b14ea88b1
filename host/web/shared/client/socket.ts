import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { CloseCode, createClient } from 'graphql-ws';
import type { Operation } from './document';
import { textOf } from './document';
import type { AnswerError } from './failure';
import { failureOf, RequestFailure } from './failure';

/** The longest pause before another try to connect. */
const PAUSE_MS_MAX = 15_000;
/** A socket that hears nothing for so long after asking is dead. */
const PONG_MS_MAX = 10_000;
/** How often a quiet socket is asked whether it lives. */
const PING_EVERY_MS = 20_000;

/** The code for a socket that we gave up: of those that are the application's own to choose. */
const SILENT = 4499;

/** Where a socket stands. */
export type SocketState = 'idle' | 'connecting' | 'open' | 'waiting';

/** How a socket connects. */
export interface SocketSettings {
  /** The endpoint's path on this server. */
  path: string;
  /** The token of a customer; without it the browser's cookie says who calls. */
  token?: () => string | null;
}

/** What a subscription tells. */
export interface Sink<Result> {
  next: (result: Result) => void;
  /** It is over and doesn't come back by itself: the right ended, or the server refuses it. */
  failed?: (failure: RequestFailure) => void;
  /** The server has said all there is to say. */
  ended?: () => void;
}

/** Subscriptions that outlive a lost network: they connect again and go on. */
export interface Socket {
  state: ReadonlySignal<SocketState>;
  /** Subscribes. `variables` is asked anew at each connection, so that a log goes on where it stopped. Gives how to stop. */
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
  let awake: (() => void) | null = null;
  let pong: ReturnType<typeof setTimeout> | undefined;
  let open: WebSocket | null = null;

  const client = createClient({
    url: () => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${settings.path}`,
    connectionParams: () => {
      const token = settings.token?.() ?? null;
      return token === null ? {} : { token };
    },
    keepAlive: PING_EVERY_MS,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: (event) => !isFinal(event),
    retryWait: (tries) =>
      new Promise((resolve) => {
        state.value = 'waiting';
        const pause = Math.min(PAUSE_MS_MAX, 500 * 2 ** tries) * (0.75 + Math.random() / 2);
        const done = () => {
          clearTimeout(timer);
          awake = null;
          resolve();
        };
        const timer = setTimeout(done, pause);
        awake = done;
      }),
    on: {
      connecting: () => (state.value = 'connecting'),
      opened: (socket) => (open = socket as WebSocket),
      connected: () => (state.value = 'open'),
      closed: () => {
        clearTimeout(pong);
        open = null;
        if (state.value === 'open') state.value = 'waiting';
      },
      ping: (received) => {
        if (received) return;
        pong = setTimeout(() => open?.close(SILENT, 'No answer'), PONG_MS_MAX);
      },
      pong: (received) => {
        if (received) clearTimeout(pong);
      },
    },
  });

  return {
    state,
    subscribe: (operation, variables, sink) => {
      const payload = {
        query: textOf(operation),
        // Read when it is sent, which is again at each connection.
        get variables() {
          return variables() as Record<string, unknown>;
        },
      };
      let isOver = false;
      const stop = client.subscribe<never>(payload, {
        next: ({ data, errors }) => {
          if (isOver) return;
          if (data) sink.next(data);
          else if (errors) sink.failed?.(failureOf(errors as readonly AnswerError[]));
        },
        error: (error) => {
          if (!isOver) sink.failed?.(failureOfSocket(error));
        },
        complete: () => {
          if (!isOver) sink.ended?.();
        },
      });
      return () => {
        isOver = true;
        stop();
      };
    },
    wake: () => awake?.(),
    close: () => {
      awake?.();
      void client.dispose();
      state.value = 'idle';
    },
  };
}

/** Closed for a reason that trying again doesn't change. */
function isFinal(event: unknown): boolean {
  return event instanceof CloseEvent && (event.code === CloseCode.Forbidden || event.code === CloseCode.BadRequest);
}

function failureOfSocket(error: unknown): RequestFailure {
  if (Array.isArray(error)) return failureOf(error as AnswerError[]);
  if (isFinal(error)) return new RequestFailure('unauthenticated', 'The session has ended.');
  return new RequestFailure('network', error instanceof Error ? error.message : 'The connection was lost.');
}
