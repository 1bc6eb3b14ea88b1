/**
 * Stands where every type of a closed set is handled: the build fails when one isn't. A page that is older than its server can
 * meet a type that it doesn't know all the same; it then goes on with what is given for that.
 */
export function unhandled<Fallback>(_type: never, fallback: Fallback): Fallback {
  return fallback;
}
