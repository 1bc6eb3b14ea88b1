/** Why a request has no result, as far as it changes what one does next. */
export type FailureKind =
  /** Nothing came back: no network, or no server. Worth trying again. */
  | 'network'
  /** Too many requests for now. Worth trying again after `retryAfterMs`. */
  | 'busy'
  /** The server can't answer now. Worth trying again. */
  | 'unavailable'
  /** Nobody is signed in, or not any more. */
  | 'unauthenticated'
  /** Another account has signed in, in another tab: nothing was done in its name. */
  | 'another-account'
  /** It isn't the caller's to see or do. */
  | 'forbidden'
  /** Anything else: a bug on either side. */
  | 'refused';

/** A request without a result. Expected outcomes are no failures: they are types of the result. */
export class RequestFailure extends Error {
  constructor(
    readonly kind: FailureKind,
    message: string,
    readonly retryAfterMs: number | null = null,
  ) {
    super(message);
    this.name = 'RequestFailure';
  }

  /** The same request may succeed later, without anybody doing anything. */
  get isPassing(): boolean {
    return this.kind === 'network' || this.kind === 'busy' || this.kind === 'unavailable';
  }

  /** Nobody is signed in any more, or somebody else: the same request may succeed after the right person has signed in. */
  get isOfSession(): boolean {
    return this.kind === 'unauthenticated' || this.kind === 'another-account';
  }
}

const KINDS: Readonly<Record<string, FailureKind>> = {
  UNAUTHENTICATED: 'unauthenticated',
  ANOTHER_ACCOUNT: 'another-account',
  FORBIDDEN: 'forbidden',
  NOT_FOUND: 'forbidden',
  RATE_LIMITED: 'busy',
  UNAVAILABLE: 'unavailable',
};

/** An error of an answer, as GraphQL has it. */
export interface AnswerError {
  message?: string;
  path?: unknown;
  extensions?: { code?: unknown; retryAfterMs?: unknown };
}

/** What the errors of an answer without data come to. */
export function failureOf(errors: readonly AnswerError[], retryAfterMs: number | null = null): RequestFailure {
  const first = errors[0];
  const code = first?.extensions?.code;
  const kind = (typeof code === 'string' && KINDS[code]) || 'refused';
  const said = first?.extensions?.retryAfterMs;
  return new RequestFailure(kind, first?.message ?? 'The server gave no reason.', retryAfterMs ?? (typeof said === 'number' ? said : null));
}
