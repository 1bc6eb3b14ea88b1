// What an agent has begun and not sent: files for the next message, and panels' forms. It belongs to its conversation, or to its
// queue, and is kept while the agent looks at others.
import { BegunForms } from '@shared/blocks/forms';
import type { HttpSettings, Request } from '@shared/client/http';
import { Uploads } from '@shared/chat/uploads';

/** How many conversations and queues are kept; the least recently shown is dropped first. */
const KEPT_MAX = 100;

export interface Unsent {
  uploads: Uploads;
  forms: BegunForms;
}

/** What one account has begun in one organisation. */
export class UnsentWork {
  readonly #all = new Map<string, Unsent>();

  constructor(
    private readonly request: Request,
    private readonly http: HttpSettings,
  ) {}

  /** What was begun for a conversation or a queue, by its id. */
  of(id: string): Unsent {
    let found = this.#all.get(id);
    this.#all.delete(id);
    found ??= { uploads: new Uploads(this.request, this.http, () => id), forms: new BegunForms() };
    this.#all.set(id, found);
    if (this.#all.size > KEPT_MAX) this.#makeRoom(id);
    return found;
  }

  /** A conversation has ended: its files are dropped. Forms can still be submitted. */
  over(id: string): void {
    this.#all.get(id)?.uploads.drop();
  }

  /** A conversation is no longer the agent's. */
  drop(id: string): void {
    this.over(id);
    this.#all.delete(id);
  }

  dropAll(): void {
    for (const id of [...this.#all.keys()]) this.drop(id);
  }

  #makeRoom(but: string): void {
    const others = [...this.#all].filter(([id]) => id !== but);
    const [spare] = others.find(([, { uploads, forms }]) => uploads.items.peek().length === 0 && forms.isEmpty) ?? others[0] ?? [];
    if (spare !== undefined) this.drop(spare);
  }
}

/** By account and organisation, so that it survives the connection, which is made again when rights change. */
const everybodys = new Map<string, UnsentWork>();

export function unsentOf(owner: string, request: Request, http: HttpSettings): UnsentWork {
  const work = everybodys.get(owner) ?? new UnsentWork(request, http);
  everybodys.set(owner, work);
  return work;
}

/** Drops everything of an account that signs out. */
export function forgetUnsent(accountId: string): void {
  for (const [owner, work] of everybodys) {
    if (!owner.startsWith(`${accountId}:`)) continue;
    work.dropAll();
    everybodys.delete(owner);
  }
}
