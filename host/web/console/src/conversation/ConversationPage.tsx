import { useEffect, useRef, useState } from 'preact/hooks';
import { Hand } from 'lucide-preact';
import type { PanelOf } from '@shared/blocks/types';
import { t } from '../i18n/i18n';
import { claimNext } from '../queue/claim';
import { go } from '../route';
import { pageTitle } from '../state/notify';
import { Tools } from '../tools/Tools';
import { areToolsShown } from '../tools/shown';
import { usePanels } from '../tools/panels';
import { Trouble } from '../ui/Trouble';
import { useOrganisation } from '../views/here';
import { Stale } from '../views/Stale';
import { Composer } from './Composer';
import type { ComposerHandle } from './Composer';
import { Customer } from './Customer';
import { Header } from './Header';
import { MessageList } from './MessageList';

const NONE: readonly PanelOf[] = [];

/** A conversation: the customer, the messages, the composer, and the tools beside it. */
export function ConversationPage({ id }: { id: string }) {
  const organisation = useOrganisation();
  const [log] = useState(() => organisation.log(id));
  const details = log.details.value;
  const state = log.state.value;
  const composer = useRef<ComposerHandle>(null);
  const name = details?.customerName ?? t('customer.nameless');
  const isMine = details?.agent?.id !== undefined && details.agent.id === organisation.activity.value.viewer?.id;
  const about = { conversationId: id };
  const version = log.panelsVersion.value;
  const isThere = state === 'ready';
  const header = usePanels('CONVERSATION_HEADER', about, version, isThere);
  const tools = usePanels('CONVERSATION_TOOLS', about, version, isThere);
  const beside = usePanels('COMPOSER', about, version, isThere);

  useEffect(() => void (pageTitle.value = details ? name : ''), [name, details !== null]);

  if (state === 'gone') {
    return (
      <main id="main" class="home" tabIndex={-1}>
        <h1>{t('conversation.gone')}</h1>
        <p>{t('conversation.gone-text')}</p>
        <button type="button" class="button" onClick={() => go({ at: 'home', slug: organisation.slug }, 'replace')}>{t('back')}</button>
      </main>
    );
  }
  const canWrite = isMine && details?.state === 'ACTIVE';
  const insert = canWrite ? (text: string) => composer.current?.insert(text) : null;
  return (
    <div class={areToolsShown.value ? 'conversation with-tools' : 'conversation'}>
      <main id="main" class="conversation-main" tabIndex={-1} aria-label={name}>
        <Header log={log} name={name} isMine={isMine} panels={header.value ?? NONE} host={{ about, insert, onActed: tools.reload }} />
        {log.isStale.value && !organisation.isStale.value ? <Stale /> : null}
        {state === 'failed' ? <Trouble onRetry={() => void log.load()} /> : null}
        {details ? <Customer metadata={details.metadata ?? []} requestedAt={details.requestedAt} /> : null}
        <MessageList log={log} isMine={isMine} onEdit={canWrite ? (message) => composer.current?.putBack(message) : null} />
        {canWrite ? (
          <Composer log={log} handle={composer} panels={[...(beside.value ?? NONE), ...(tools.value ?? NONE)]} beside={beside.value ?? NONE} about={about} />
        ) : null}
        {details && details.state !== 'ACTIVE' ? <Over state={details.state} endedBy={details.endedBy} isMine={isMine} /> : null}
        {details?.state === 'WAITING' ? (
          <div class="conversation-claim">
            <button type="button" class="button primary" onClick={() => void claimNext(organisation, details.queueId, id).then(() => log.load())}>
              <Hand size={16} aria-hidden="true" /> {t('claim.this')}
            </button>
          </div>
        ) : null}
      </main>
      <Tools panels={tools} about={about} insert={insert} onActed={header.reload} />
    </div>
  );
}

/** Why nobody can write any more, and what the agent can still do. */
function Over({ state, endedBy, isMine }: { state: string; endedBy: string | null; isMine: boolean }) {
  if (state === 'WAITING') return null;
  const what =
    state === 'DROPPED' ? t('conversation.dropped') : endedBy === 'VISITOR' ? t('conversation.ended-by-customer') : t('conversation.ended');
  return <p class="conversation-over">{isMine ? `${what} ${t('conversation.over-hint')}` : what}</p>;
}
