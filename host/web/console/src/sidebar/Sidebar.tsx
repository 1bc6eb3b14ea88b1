import { useState } from 'preact/hooks';
import { Search } from 'lucide-preact';
import { isComposing } from '@shared/ui/composition';
import { Icon } from '@shared/ui/Icon';
import { t } from '../i18n/i18n';
import { useOrganisation } from '../views/here';
import { ConversationItem } from './ConversationItem';
import { Person } from './Person';
import { QueueItem } from './QueueItem';
import { Switch } from './Switch';

/** The queues and conversations that match the filter. */
function fits(filter: string, ...texts: (string | null)[]): boolean {
  const wanted = filter.trim().toLocaleLowerCase();
  return wanted === '' || texts.some((text) => text?.toLocaleLowerCase().includes(wanted));
}

/** The dark column: the organisation, its queues, and the agent's conversations. */
export function Sidebar() {
  const organisation = useOrganisation();
  const { queues, conversations, isKnown } = organisation.activity.value;
  const [filter, setFilter] = useState('');
  const shownQueues = queues.filter(({ name }) => fits(filter, name));
  const shown = conversations.filter(({ customerName, queueName }) => fits(filter, customerName, queueName));
  const unread = conversations.reduce((sum, each) => sum + (each.unreadCount > 0 ? 1 : 0), 0);
  return (
    <nav class="sidebar" aria-label={t('sidebar')}>
      <Switch />
      <div class="sidebar-filter">
        <Icon of={Search} size={14} />
        <input
          type="search"
          placeholder={t('sidebar.filter')}
          aria-label={t('sidebar.filter')}
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && !isComposing(event)) setFilter('');
          }}
        />
      </div>
      <div class="sidebar-lists" aria-busy={!isKnown}>
        <section aria-labelledby="sidebar-queues">
          <h2 id="sidebar-queues">{t('sidebar.queues')}</h2>
          {isKnown && queues.length === 0 ? <p class="sidebar-empty">{t('sidebar.no-queues')}</p> : null}
          {queues.length > 0 && shownQueues.length === 0 ? <p class="sidebar-empty">{t('sidebar.none-fits')}</p> : null}
          <ul>
            {shownQueues.map((queue) => (
              <QueueItem key={queue.id} queue={queue} />
            ))}
          </ul>
          {isKnown ? null : <Ghosts />}
        </section>
        <section aria-labelledby="sidebar-conversations">
          <h2 id="sidebar-conversations">
            {t('sidebar.conversations')}
            {unread > 0 ? <span class="visually-hidden">{` (${t('sidebar.unread', { count: unread })})`}</span> : null}
          </h2>
          {isKnown && conversations.length === 0 ? <p class="sidebar-empty">{t('sidebar.no-conversations')}</p> : null}
          {conversations.length > 0 && shown.length === 0 ? <p class="sidebar-empty">{t('sidebar.none-fits')}</p> : null}
          <ul>
            {shown.map((conversation) => (
              <ConversationItem key={conversation.id} conversation={conversation} />
            ))}
          </ul>
        </section>
      </div>
      <Person />
    </nav>
  );
}

/** A placeholder for rows that are being loaded. */
function Ghosts() {
  return (
    <div class="sidebar-ghosts" aria-hidden="true">
      <span />
      <span />
      <span />
    </div>
  );
}
