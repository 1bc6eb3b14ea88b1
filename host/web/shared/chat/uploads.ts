// Files that the customer has chosen for the next message: announced, sent, and then named in it.
import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { RequestFailure } from '@shared/client/failure';
import type { HttpSettings, Request } from '@shared/client/http';
import { upload } from '@shared/client/upload';
import { PrepareAttachmentDocument } from '../generated/organisation';

/** As the server takes it in one message. */
export const FILES_MAX = 10;
const NAME_LENGTH_MAX = 255;

/** Why a file can't be sent. */
export type Trouble = { why: 'not-allowed' | 'failed' | 'over' | 'empty' } | { why: 'too-large'; maxBytes: number };

/** A file for the next message. */
export interface Upload {
  key: number;
  name: string;
  sizeBytes: number;
  /** 0 to 1. */
  progress: number;
  /** The attachment's id once the server has the file. */
  id: string | null;
  trouble: Trouble | null;
}

/** A file that the server has. */
export type Taken = Pick<Upload, 'name' | 'sizeBytes'> & { id: string };

export interface Uploads {
  items: ReadonlySignal<readonly Upload[]>;
  /** Chooses files; gives how many were too many. */
  add: (files: Iterable<File>) => number;
  retry: (key: number) => void;
  remove: (key: number) => void;
  /** Takes those that are there, to send them; null while some are on their way. */
  take: () => Taken[] | null;
  /** Puts files back that the server has: the message they were taken for was refused. Gives how many were too many. */
  putBack: (files: readonly Taken[]) => number;
  drop: () => void;
}

/** Files of one conversation at a time. */
export function createUploads(request: Request, settings: HttpSettings, conversation: () => string | null): Uploads {
  const items = signal<readonly Upload[]>([]);
  const files = new Map<number, { file: File; stop: AbortController }>();
  let lastKey = 0;

  function change(key: number, part: Partial<Upload>) {
    items.value = items.peek().map((item) => (item.key === key ? { ...item, ...part } : item));
  }

  function remove(key: number) {
    files.get(key)?.stop.abort();
    files.delete(key);
    items.value = items.peek().filter((item) => item.key !== key);
  }

  async function send(key: number) {
    const found = files.get(key);
    const conversationId = conversation();
    if (!found || conversationId === null) return;
    change(key, { progress: 0, trouble: null });
    try {
      const { file, stop } = found;
      const name = nameOf(file);
      const { prepareAttachment: said } = await request(PrepareAttachmentDocument, {
        input: { conversationId, name, sizeBytes: file.size },
      });
      if (said.__typename !== 'AttachmentPrepared') {
        change(key, { trouble: troubleOf(said) });
        return;
      }
      await upload(settings, said.uploadUrl, file, (progress) => change(key, { progress }), stop.signal);
      change(key, { progress: 1, id: said.attachmentId });
    } catch (error) {
      if (files.has(key)) change(key, { trouble: { why: error instanceof RequestFailure && error.kind === 'forbidden' ? 'not-allowed' : 'failed' } });
    }
  }

  return {
    items,
    add: (chosen) => {
      let surplus = 0;
      for (const file of chosen) {
        if (items.peek().length >= FILES_MAX) {
          surplus += 1;
          continue;
        }
        const key = (lastKey += 1);
        files.set(key, { file, stop: new AbortController() });
        const trouble: Trouble | null = file.size === 0 ? { why: 'empty' } : null;
        items.value = [...items.peek(), { key, name: nameOf(file), sizeBytes: file.size, progress: 0, id: null, trouble }];
        if (!trouble) void send(key);
      }
      return surplus;
    },
    retry: (key) => void send(key),
    remove,
    take: () => {
      const now = items.peek();
      if (now.some(({ id, trouble }) => id === null && trouble === null)) return null;
      const ready = now.flatMap(({ key, id, name, sizeBytes }) => (id === null ? [] : [{ key, id, name, sizeBytes }]));
      for (const { key } of ready) remove(key);
      return ready.map(({ id, name, sizeBytes }) => ({ id, name, sizeBytes }));
    },
    putBack: (taken) => {
      const all = [...taken.map((file) => ({ ...file, key: (lastKey += 1), progress: 1, trouble: null })), ...items.peek()];
      for (const { key } of all.slice(FILES_MAX)) remove(key);
      items.value = all.slice(0, FILES_MAX);
      return Math.max(0, all.length - FILES_MAX);
    },
    drop: () => {
      for (const { key } of items.peek()) remove(key);
    },
  };
}

/** A pasted picture has a name of the browser's making; a longer one than the server takes keeps its ending. */
function nameOf({ name }: File): string {
  const plain = name.replace(/\p{Cc}/gu, ' ').trim() || 'file';
  return plain.length <= NAME_LENGTH_MAX ? plain : plain.slice(0, 200) + plain.slice(-50);
}

function troubleOf(said: { __typename: string; maxBytes?: number }): Trouble {
  switch (said.__typename) {
    case 'AttachmentsNotAllowed':
      return { why: 'not-allowed' };
    case 'AttachmentTooLarge':
      return { why: 'too-large', maxBytes: said.maxBytes ?? 0 };
    case 'ConversationOver':
      return { why: 'over' };
    default:
      return { why: 'failed' };
  }
}
