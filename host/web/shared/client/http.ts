import type { Operation } from './document';
import { textOf } from './document';
import type { AnswerError } from './failure';
import { failureOf, RequestFailure } from './failure';

/** The longest that an answer is waited for. */
const ANSWER_MS_MAX = 15_000;

/** The identity with which a page calls. */
export interface CallerSettings {
  /** The token of a customer; without it the browser's cookie says who calls. */
  token?: () => string | null;
  /**
   * The account that the page acts for; null for nobody. All tabs share the cookie, and somebody may have signed in on another
   * one: then the server refuses.
   */
  account?: () => string | null;
  /** Hears that the session has ended, or is of another account now. */
  onSessionChanged?: () => void;
}

/** How requests are sent. */
export interface HttpSettings extends CallerSettings {
  /** The endpoint's path on this server. */
  path: string;
  /** The language for texts that the server and plugins choose. */
  language: () => string;
}

/** Runs one query or mutation. */
export type Request = <Result extends object, Variables>(
  operation: Operation<Result, Variables>,
  ...variables: NoInfer<Variables> extends Record<string, never> ? [] : [NoInfer<Variables>]
) => Promise<Result>;

/** The errors beside results: of fields that failed while others didn't. */
const errorsBeside = new WeakMap<object, readonly AnswerError[]>();

/** What failed in a result that `Request` gave: each error has the path of the field that is null for it. */
export function errorsOf(result: object): readonly AnswerError[] {
  return errorsBeside.get(result) ?? [];
}

/** The headers of every request of ours. */
export function headersOf(settings: HttpSettings): Record<string, string> {
  const token = settings.token?.() ?? null;
  const account = settings.account?.() ?? null;
  return {
    'accept-language': settings.language(),
    // The proof that a page of this server asks, which a cookie needs.
    'x-vuoro': 'web',
    ...(account === null ? {} : { 'x-vuoro-account': account }),
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  };
}

/** Returns the failure, after telling the session's owner about it when it concerns the session. */
export function noted(settings: CallerSettings, failure: RequestFailure): RequestFailure {
  if (failure.isOfSession) settings.onSessionChanged?.();
  return failure;
}

/**
 * Runs queries and mutations by POST. A field that failed beside others that didn't is null in the result, as the schema says.
 *
 * Throws a `RequestFailure` when there is no result.
 */
export function createRequest(settings: HttpSettings): Request {
  return async (operation, ...[variables]) => {
    const body = JSON.stringify({ query: textOf(operation), variables });
    let response: Response;
    try {
      response = await fetch(settings.path, {
        method: 'POST',
        credentials: settings.token ? 'omit' : 'same-origin',
        headers: {
          ...headersOf(settings),
          accept: 'application/graphql-response+json, application/json;q=0.9',
          'content-type': 'application/json',
        },
        body,
        signal: AbortSignal.timeout(ANSWER_MS_MAX),
      });
    } catch (error) {
      throw new RequestFailure('network', String(error));
    }
    return read(settings, response);
  };
}

async function read<Result extends object>(settings: HttpSettings, response: Response): Promise<Result> {
  let answer: { data?: Result | null; errors?: AnswerError[] };
  try {
    answer = await response.json();
  } catch {
    // Not our server: a proxy that speaks for one that is away.
    throw new RequestFailure(response.status >= 500 ? 'unavailable' : 'refused', `HTTP ${response.status}`);
  }
  if (answer.data) {
    if (answer.errors) errorsBeside.set(answer.data, answer.errors);
    return answer.data;
  }
  const seconds = Number(response.headers.get('retry-after'));
  throw noted(settings, failureOf(answer.errors ?? [], Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null));
}
