import { confirm } from '@shared/ui/Confirm';
import { EndDocument, HideDocument } from '../generated/organisation';
import { t } from '../i18n/i18n';
import { go, route } from '../route';
import { problemText, say, trying } from '../state/notice';
import type { Organisation } from '../state/organisation';

/** Ends a conversation after a confirmation; the customer is told at once. */
export async function endConversation(organisation: Organisation, id: string, hide: boolean): Promise<void> {
  const text = hide ? t('conversation.end-and-hide-text') : t('conversation.end-text');
  const yes = hide ? t('conversation.end-and-hide') : t('conversation.end');
  if (!(await confirm({ title: t('conversation.end-title'), text, yes }))) return;
  await trying(async () => {
    const { endConversation: result } = await organisation.request(EndDocument, { input: { conversationId: id, hide } });
    if (result.__typename !== 'ConversationEnded') say(problemText(result), true);
    else if (hide) leave(organisation, id);
  });
}

/** Hides an ended conversation from the list. */
export async function hideConversation(organisation: Organisation, id: string): Promise<void> {
  await trying(async () => {
    const { hideConversation: result } = await organisation.request(HideDocument, { input: { conversationId: id } });
    if (result.__typename === 'ConversationHidden') leave(organisation, id);
    else say(problemText(result), true);
  });
}

/** Leaves the page of a conversation that is no longer there. */
function leave(organisation: Organisation, id: string): void {
  const now = route.peek();
  if (now.at === 'conversation' && now.id === id) go({ at: 'home', slug: organisation.slug }, 'replace');
}
