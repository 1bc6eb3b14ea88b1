import { ClaimDocument, CloseQueueDocument, OpenQueueDocument } from '../generated/organisation';
import { confirm } from '@shared/ui/Confirm';
import { t } from '../i18n/i18n';
import { go } from '../route';
import type { Queue } from '../state/activity';
import { withConversation } from '../state/activity';
import { problemText, say, trying } from '../state/notice';
import type { Organisation } from '../state/organisation';

/** The queue from which to claim next: the given one, otherwise the one where somebody has waited longest. */
export function queueToClaim(queues: readonly Queue[], preferred: string | null): Queue | null {
  const waiting = queues.filter(({ waitingCount }) => waitingCount > 0);
  const since = ({ firstWaitingSince }: Queue) => (firstWaitingSince === null ? Infinity : Date.parse(firstWaitingSince));
  const longest = [...waiting].sort((one, other) => since(one) - since(other))[0];
  return waiting.find(({ id }) => id === preferred) ?? longest ?? null;
}

let isClaiming = false;

/** Claims the first customer in line, or a given one, and opens the conversation. */
export async function claimNext(organisation: Organisation, queueId: string, conversationId?: string): Promise<void> {
  // Two quick presses are meant as one.
  if (isClaiming) return;
  isClaiming = true;
  await trying(async () => {
    const input = { queueId, ...(conversationId === undefined ? {} : { conversationId }) };
    const { claim: result } = await organisation.request(ClaimDocument, { input });
    if (result.__typename !== 'Claimed') {
      say(problemText(result), true);
      return;
    }
    // The list shows it too, a moment later.
    const before = organisation.activity.peek();
    organisation.activity.value = { ...before, conversations: withConversation(before.conversations, result.conversation) };
    go({ at: 'conversation', slug: organisation.slug, id: result.conversation.id });
  });
  isClaiming = false;
}

/** Opens a queue at once; closing asks for confirmation first. */
export async function openOrClose(organisation: Organisation, queue: Pick<Queue, 'id' | 'name' | 'state' | 'waitingCount'>): Promise<void> {
  const input = { queueId: queue.id };
  if (queue.state === 'CLOSED') {
    await trying(async () => {
      await organisation.request(OpenQueueDocument, { input });
      say(t('queue.opened', { name: queue.name }));
    });
    return;
  }
  const text = queue.waitingCount > 0 ? t('queue.close-waiting', { count: queue.waitingCount }) : t('queue.close-text');
  if (!(await confirm({ title: t('queue.close-title', { name: queue.name }), text, yes: t('queue.close') }))) return;
  await trying(async () => {
    await organisation.request(CloseQueueDocument, { input });
    say(t('queue.closed', { name: queue.name }));
  });
}
