// `vuoro:plugin/clock` in memory.
let at = 0n;

/** Sets the time. */
export const setNow = (iso: string): void => void (at = BigInt(Date.parse(iso)));
export const now = (): bigint => at;
