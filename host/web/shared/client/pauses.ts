const PAUSE_MS_MIN = 500;
const PAUSE_MS_MAX = 15_000;
/** What has worked for so long begins with a short pause again. */
const STEADY_MS = 10_000;

/** The pauses between tries of something that fails: each about twice as long as the one before, up to a bound. */
export class Pauses {
  #tries = 0;
  #worksSince: number | null = null;

  /** It works now. Only what works for a while makes the pauses short again: what fails at once each time is no success. */
  works(): void {
    this.#worksSince ??= performance.now();
  }

  /** It failed: how long to wait, in milliseconds. By chance, since others lost the same server at the same moment. */
  next(): number {
    if (this.#worksSince !== null && performance.now() - this.#worksSince >= STEADY_MS) this.#tries = 0;
    this.#worksSince = null;
    const longest = Math.min(PAUSE_MS_MAX, PAUSE_MS_MIN * 2 ** this.#tries);
    this.#tries += 1;
    return longest * (0.5 + Math.random() / 2);
  }

  /** Something is different now, such as the network: the next pause is a short one. */
  reset(): void {
    this.#tries = 0;
    this.#worksSince = null;
  }
}
