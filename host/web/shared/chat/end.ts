// Scrolling of a list whose newest rows come last.

/** Nearer to the end than this counts as being there. */
const NEAR_PX = 60;

/**
 * Keeps a list at its end until its reader scrolls away from it, which is a movement towards the start. A `scroll` event without
 * such a movement comes late, after our own scrolling: if rows have grown since, the list goes on to its new end.
 */
export class EndKeeper {
  /** The list is at its end and follows it. */
  isAtEnd = true;
  #top = 0;
  #fromEnd = 0;

  constructor(private readonly list: () => HTMLElement | null) {}

  /** Goes to the end. */
  toEnd(): void {
    this.isAtEnd = true;
    const list = this.list();
    if (!list) return;
    list.scrollTop = list.scrollHeight;
    this.#note(list);
  }

  /** Scrolls so that a row is at the top, with some of what is above it. */
  show(row: HTMLElement, marginPx: number): void {
    const list = this.list();
    if (!list) return;
    list.scrollTop += row.getBoundingClientRect().top - list.getBoundingClientRect().top - marginPx;
    this.isAtEnd = isNear(list);
    this.#note(list);
  }

  /** The list was scrolled, by its reader or by us. */
  scrolled(): void {
    const list = this.list();
    if (!list) return;
    // Where rows became smaller the browser moves the list towards the start by itself, and no reader did.
    const hasShrunk = list.scrollHeight < this.#top + this.#fromEnd;
    if (isNear(list)) this.isAtEnd = true;
    else if (list.scrollTop < this.#top - 1 && !(this.isAtEnd && hasShrunk)) this.isAtEnd = false;
    else if (this.isAtEnd) return this.toEnd();
    this.#note(list);
  }

  /** The list or its rows have another size now: goes to the end if the list follows it. */
  resized(): void {
    const list = this.list();
    if (!list) return;
    if (this.isAtEnd) this.toEnd();
    else this.#note(list);
  }

  /** Older rows were added at the top: what the reader sees stays in its place, as far from the end as before. */
  prepended(): void {
    const list = this.list();
    if (!list || this.isAtEnd) return;
    list.scrollTop = list.scrollHeight - this.#fromEnd;
    this.#note(list);
  }

  #note(list: HTMLElement): void {
    this.#top = list.scrollTop;
    this.#fromEnd = list.scrollHeight - list.scrollTop;
  }
}

function isNear(list: HTMLElement): boolean {
  return list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_PX;
}
