/** The text of an operation, with the types of what it takes and gives; made by `npm run codegen`. */
export interface Operation<Result, Variables> {
  toString(): string;
  /** For the compiler alone: never there. */
  __apiType?: (variables: Variables) => Result;
}

/** An operation as it is sent. */
export interface Sent {
  query: string;
  variables?: Record<string, unknown>;
}

const texts = new WeakMap<object, string>();

/** The operation's text without what only people read: it is sent often. */
export function textOf(operation: Operation<unknown, never>): string {
  let text = texts.get(operation);
  if (text === undefined) {
    text = operation.toString().replace(/\s+/g, ' ').trim();
    texts.set(operation, text);
  }
  return text;
}
