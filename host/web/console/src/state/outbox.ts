// The console's outbox: messages to be sent, stored by account and organisation.
import type { Refusal, Shelf, Unsent } from '@shared/chat/outbox';
import { Outbox, pendingOf } from '@shared/chat/outbox';
import type { Request } from '@shared/client/http';
import type { LogEntryFragment } from '../generated/organisation';
import { SendDocument } from '../generated/organisation';
import type { Drafts } from './drafts';
import { keep, kept } from './storage';

/** The outbox of an account in an organisation; `onSent` hears of each entry that came of a message. */
export function createOutbox(
  key: string,
  drafts: Pick<Drafts, 'write'>,
  request: Request,
  onSent: (conversationId: string, entry: LogEntryFragment) => void,
): Outbox {
  const shelf: Shelf = {
    read: () => pendingOf(kept(key)),
    write: (pending, written) => {
      keep(key, pending.length === 0 ? null : pending);
      if (written) drafts.write(written.conversationId, '');
    },
  };
  const send = async ({ clientId, conversationId, text, files }: Unsent): Promise<Refusal | null> => {
    const input = { clientId, conversationId, text, attachmentIds: files.map(({ id }) => id) };
    const { sendMessage: result } = await request(SendDocument, { input });
    if (result.__typename !== 'MessageSent') return { problem: result.__typename, reason: result.__typename === 'PluginRefused' ? result.message : null };
    onSent(conversationId, result.entry);
    return null;
  };
  return new Outbox(shelf, send);
}
