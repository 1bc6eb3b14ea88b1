// Drafts: what an agent has begun to write in each conversation. They survive a reload.
import { keep, kept } from './storage';

/** The drafts of one account in one organisation. */
export class Drafts {
  constructor(private readonly owner: string) {}

  /** The draft of a conversation; empty when there is none. */
  read(conversationId: string): string {
    return kept<string>(this.#key(conversationId)) ?? '';
  }

  /** Saves a draft at once, because a reload doesn't wait for a timer. An empty text removes it. */
  write(conversationId: string, text: string): void {
    keep(this.#key(conversationId), text === '' ? null : text);
  }

  #key(conversationId: string): string {
    return `draft:${this.owner}:${conversationId}`;
  }
}
