// Errors of the contract. What a function throws becomes the `error` of its WIT result when it is such an object; anything
// else would stop the instance without a word, since a component without WASI has nowhere to print.
import type { Error as PluginError } from 'vuoro:plugin/types@0.1.0';

/** An answer of the contract that isn't a value. */
class Told {
  constructor(readonly payload: PluginError) {}
}

/** The actor may not. */
export function notAllowed(): never {
  throw new Told({ tag: 'not-allowed' });
}

/** It isn't there. */
export function notFound(): never {
  throw new Told({ tag: 'not-found' });
}

/** A value breaks a rule; `message` is for the person, in their language. */
export function invalid(field: string, message: string): never {
  throw new Told({ tag: 'invalid', val: [{ field, message }] });
}

/** The plugin is broken; `text` is for those who look after it. */
export function fail(text: string): never {
  throw new Told({ tag: 'failed', val: text });
}

/**
 * Answers a call. An exception becomes `failed` with its message and stack: operators read it among the plugin's failures.
 */
export function answering<T>(answer: () => T): T {
  try {
    return answer();
  } catch (thrown) {
    if (thrown instanceof Told) throw thrown;
    throw new Told({ tag: 'failed', val: describe(thrown) });
  }
}

function describe(thrown: unknown): string {
  if (thrown instanceof Error) return `${thrown.name}: ${thrown.message}\n${thrown.stack ?? ''}`.trim();
  // What the host's functions throw: a variant of `host-error`, as it is or as the payload of an exception.
  return `threw ${JSON.stringify(thrown)}`;
}
