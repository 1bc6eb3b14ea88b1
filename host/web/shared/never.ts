/**
 * For the `default` of a switch over a closed set of types: the build fails when a type has no case. At run time a page that is
 * older than its server can still get a type that it doesn't know; it then uses the fallback.
 */
export function unhandled<Fallback>(_type: never, fallback: Fallback): Fallback {
  return fallback;
}
