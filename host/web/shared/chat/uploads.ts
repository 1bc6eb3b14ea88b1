// Files for the next message of a conversation: announced, sent, and then named in it.
import { signal } from '@preact/signals';
import { RequestFailure } from '../client/failure';
import type { HttpSettings, Request } from '../client/http';
import { upload } from '../client/upload';
import type { PrepareAttachmentMutation } from '../generated/organisation';
import { PrepareAttachmentDocument } from '../generated/organisation';
import { unhandled } from '../never';

/** As the server takes it in one message. */
export const FILES_MAX = 10;
const NAME_LENGTH_MAX = 255;
/** Of a longer name; its ending tells what the file is. */
const NAME_START_LENGTH = 200;
const NAME_END_LENGTH = 50;

/** Why a file can't be sent. */
export type Trouble =
  | { why: 'not-allowed' | 'over' | 'empty' | 'paused' | 'too-much' }
  | { why: 'too-large'; maxBytes: number }
  /** It may go through at another try. */
  | { why: 'failed'; failure: RequestFailure | null };

/** A file for the next message. */
export interface Upload {
  key: number;
  name: string;
  contentType: string;
  sizeBytes: number;
  /** 0 to 1. */
  progress: number;
  /** The attachment's id once the server has the file. */
  id: string | null;
  trouble: Trouble | null;
}

/** A file that the server has. */
export type Taken = Pick<Upload, 'name' | 'sizeBytes'> & { id: string };

/** The files of one conversation at a time. */
export class Uploads {
  readonly items = signal<readonly Upload[]>([]);
  readonly #files = new Map<number, { file: File; stop: AbortController }>();
  #lastKey = 0;

  constructor(
    private readonly request: Request,
    private readonly settings: HttpSettings,
    private readonly conversation: () => string | null,
  ) {}

  /** Some are on their way. */
  get isSending(): boolean {
    return this.items.value.some(({ id, trouble }) => id === null && trouble === null);
  }

  /** Some are ready to go with a message. */
  get hasReady(): boolean {
    return this.items.value.some(({ id }) => id !== null);
  }

  /** Chooses files and sends them; gives how many were too many. */
  add(chosen: Iterable<File>): number {
    let surplus = 0;
    for (const file of chosen) {
      if (this.items.peek().length >= FILES_MAX) {
        surplus += 1;
        continue;
      }
      const key = (this.#lastKey += 1);
      this.#files.set(key, { file, stop: new AbortController() });
      const trouble: Trouble | null = file.size === 0 ? { why: 'empty' } : null;
      const item = { key, name: nameOf(file), contentType: file.type, sizeBytes: file.size, progress: 0, id: null, trouble };
      this.items.value = [...this.items.peek(), item];
      if (!trouble) void this.#send(key);
    }
    return surplus;
  }

  /** Sends a file again that failed. */
  retry(key: number): void {
    void this.#send(key);
  }

  remove(key: number): void {
    this.#files.get(key)?.stop.abort();
    this.#files.delete(key);
    this.items.value = this.items.peek().filter((item) => item.key !== key);
  }

  /** Takes those that are ready, to send them with a message; null while some are on their way. */
  take(): Taken[] | null {
    const now = this.items.peek();
    if (now.some(({ id, trouble }) => id === null && trouble === null)) return null;
    const ready = now.flatMap(({ key, id, name, sizeBytes }) => (id === null ? [] : [{ key, id, name, sizeBytes }]));
    for (const { key } of ready) this.remove(key);
    return ready.map(({ id, name, sizeBytes }) => ({ id, name, sizeBytes }));
  }

  /** Puts files back that the server has: the message they were taken for was refused. Gives how many were too many. */
  putBack(taken: readonly Taken[]): number {
    const back = taken.map((file) => ({ ...file, key: (this.#lastKey += 1), contentType: '', progress: 1, trouble: null }));
    const all = [...back, ...this.items.peek()];
    for (const { key } of all.slice(FILES_MAX)) this.remove(key);
    this.items.value = all.slice(0, FILES_MAX);
    return Math.max(0, all.length - FILES_MAX);
  }

  /** Gives all up, also those on their way. */
  drop(): void {
    for (const { key } of this.items.peek()) this.remove(key);
  }

  async #send(key: number): Promise<void> {
    const found = this.#files.get(key);
    const conversationId = this.conversation();
    if (!found || conversationId === null) return;
    const { file, stop } = found;
    this.#change(key, { progress: 0, trouble: null });
    try {
      const input = { conversationId, name: nameOf(file), sizeBytes: file.size };
      const { prepareAttachment: said } = await this.request(PrepareAttachmentDocument, { input });
      if (said.__typename !== 'AttachmentPrepared') return this.#change(key, { trouble: troubleOf(said) });
      await upload(this.settings, said.uploadUrl, file, (progress) => this.#change(key, { progress }), stop.signal);
      this.#change(key, { progress: 1, id: said.attachmentId });
    } catch (error) {
      const failure = error instanceof RequestFailure ? error : null;
      this.#change(key, { trouble: failure?.kind === 'forbidden' ? { why: 'not-allowed' } : { why: 'failed', failure } });
    }
  }

  /** Changes a file that is still among them. */
  #change(key: number, by: Partial<Upload>): void {
    if (!this.#files.has(key)) return;
    this.items.value = this.items.peek().map((item) => (item.key === key ? { ...item, ...by } : item));
  }
}

/** A pasted picture has a name of the browser's making; a longer one than the server takes keeps its ending. */
function nameOf({ name }: File): string {
  const text = name.replace(/\p{Cc}/gu, ' ').trim() || 'file';
  return text.length <= NAME_LENGTH_MAX ? text : text.slice(0, NAME_START_LENGTH) + text.slice(-NAME_END_LENGTH);
}

type Refused = Exclude<PrepareAttachmentMutation['prepareAttachment'], { __typename: 'AttachmentPrepared' }>;

function troubleOf(said: Refused): Trouble {
  const failed: Trouble = { why: 'failed', failure: null };
  switch (said.__typename) {
    case 'AttachmentsNotAllowed':
      return { why: 'not-allowed' };
    case 'AttachmentTooLarge':
      return { why: 'too-large', maxBytes: said.maxBytes };
    case 'ConversationOver':
      return { why: 'over' };
    case 'UploadQuotaReached':
      return { why: 'too-much' };
    case 'UploadsPaused':
      return { why: 'paused' };
    case 'InvalidInput':
      return failed;
    default:
      return unhandled(said, failed);
  }
}
