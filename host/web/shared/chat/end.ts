// A list whose newest rows stand last, and a reader who mostly wants to be there.

/** Nearer to the end than this counts as being there. */
const NEAR_PX = 60;

/**
 * Keeps a list at its end until its reader scrolls away from it. That is a movement towards the start: an event that tells of the
 * same place, or of a later one, comes from rows that have grown since, and the end is then further down.
 */
export class EndKeeper {
  /** The reader is at the end, or was when the rows last grew. */
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

  /** Puts something in the list at its top. */
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
    if (isNear(list)) this.isAtEnd = true;
    else if (list.scrollTop < this.#top - 1) this.isAtEnd = false;
    else if (this.isAtEnd) return this.toEnd();
    this.#note(list);
  }

  /** Rows or the room for them have changed their size: the end stays the end. */
  resized(): void {
    const list = this.list();
    if (!list) return;
    if (this.isAtEnd) this.toEnd();
    else this.#note(list);
  }

  /** Rows have come above those that are read: these stay where they are, as far from the end as before. */
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
