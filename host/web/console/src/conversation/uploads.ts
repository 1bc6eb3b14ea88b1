// Files on their way to a message that isn't sent yet.
import { signal } from '@preact/signals';
import { RequestFailure } from '@shared/client/failure';
import { upload } from '@shared/client/upload';
import { fileSize } from '@shared/i18n/format';
import { PrepareAttachmentDocument } from '../generated/organisation';
import { t } from '../i18n/i18n';
import { failureText, problemText, say } from '../state/notice';
import type { Organisation } from '../state/organisation';

/** Files that one message holds. */
const FILES_MAX = 10;
const NAME_LENGTH_MAX = 255;

export interface Upload {
  key: number;
  file: Pick<File, 'name' | 'size' | 'type'>;
  /** From 0 to 1. */
  progress: number;
  /** The attachment's id once its bytes are there. */
  id: string | null;
  problem: string | null;
  stop: () => void;
}

let nextKey = 0;

/** The uploads of one conversation's composer. */
export class Uploads {
  readonly all = signal<readonly Upload[]>([]);

  constructor(
    private readonly organisation: Organisation,
    private readonly conversationId: string,
  ) {}

  add(files: Iterable<File>): void {
    for (const file of files) {
      if (this.all.peek().length >= FILES_MAX) {
        say(t('files.too-many', { max: FILES_MAX }), true);
        return;
      }
      const stopper = new AbortController();
      const key = nextKey++;
      this.all.value = [...this.all.peek(), { key, file, progress: 0, id: null, problem: null, stop: () => stopper.abort() }];
      void this.#run(key, file, stopper.signal);
    }
  }

  async #run(key: number, file: File, signal: AbortSignal): Promise<void> {
    try {
      if (file.size === 0) return this.#change(key, { problem: t('files.empty') });
      const input = { conversationId: this.conversationId, name: shortened(file.name), sizeBytes: file.size };
      const { prepareAttachment: result } = await this.organisation.request(PrepareAttachmentDocument, { input });
      if (result.__typename === 'AttachmentTooLarge') {
        return this.#change(key, { problem: t('files.too-large', { max: fileSize(result.maxBytes) }) });
      }
      if (result.__typename !== 'AttachmentPrepared') return this.#change(key, { problem: problemText(result) });
      await upload(this.organisation.http, result.uploadUrl, file, (progress) => this.#change(key, { progress }), signal);
      this.#change(key, { id: result.attachmentId, progress: 1 });
    } catch (error) {
      if (signal.aborted) return;
      this.#change(key, { problem: error instanceof RequestFailure ? failureText(error) : t('problem.other') });
    }
  }

  #change(key: number, by: Partial<Upload>): void {
    this.all.value = this.all.peek().map((each) => (each.key === key ? { ...each, ...by } : each));
  }

  remove(key: number): void {
    this.all.peek().find((each) => each.key === key)?.stop();
    this.all.value = this.all.peek().filter((each) => each.key !== key);
  }

  /** Puts files back that the server has: the message they were taken for was refused. */
  putBack(files: readonly { id: string; name: string; sizeBytes: number }[]): void {
    const back = files.map(({ id, name, sizeBytes }) => ({
      key: nextKey++, file: { name, size: sizeBytes, type: '' }, progress: 1, id, problem: null, stop: () => {},
    }));
    const all = [...back, ...this.all.peek()];
    if (all.length > FILES_MAX) say(t('files.too-many', { max: FILES_MAX }), true);
    for (const { stop } of all.slice(FILES_MAX)) stop();
    this.all.value = all.slice(0, FILES_MAX);
  }

  /** Takes those that are there, for a message. */
  take(): { id: string; name: string; sizeBytes: number }[] {
    const ready = this.all.peek().flatMap(({ id, file }) => (id === null ? [] : { id, name: file.name, sizeBytes: file.size }));
    this.all.value = this.all.peek().filter(({ id }) => id === null);
    return ready;
  }
}

/** A name with its ending kept, within what a name may be. */
function shortened(name: string): string {
  if (name.length <= NAME_LENGTH_MAX) return name || 'file';
  const end = /\.[^.]{1,10}$/.exec(name)?.[0] ?? '';
  return name.slice(0, NAME_LENGTH_MAX - end.length) + end;
}
