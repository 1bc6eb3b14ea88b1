import { useEffect } from 'preact/hooks';
import { Inbox } from 'lucide-preact';
import { Icon } from '@shared/ui/Icon';
import { claimNext, queueToClaim } from '../queue/claim';
import { t } from '../i18n/i18n';
import { pageTitle } from '../state/notify';
import { useOrganisation } from './here';
import { isKeysPageOpen } from './Keys';

/** Nothing is open: suggests what to do next. */
export function Home() {
  const organisation = useOrganisation();
  const { queues, conversations, isKnown } = organisation.activity.value;
  const next = queueToClaim(queues, null);
  useEffect(() => void (pageTitle.value = ''), []);
  if (!isKnown) return <main id="main" class="home" aria-busy="true" />;
  const open = queues.filter(({ state }) => state === 'OPEN').length;
  const text = queues.length === 0 ? t('home.no-queues') : open === 0 ? t('home.all-closed') : t('home.quiet');
  return (
    <main id="main" class="home" tabIndex={-1}>
      <Icon of={Inbox} size={28} />
      <h1>{next ? t('home.waiting', { count: next.waitingCount, queue: next.name }) : conversations.length > 0 ? t('home.choose') : t('home.title')}</h1>
      <p>{next ? t('home.first') : text}</p>
      <div class="home-buttons">
        {next ? (
          <button type="button" class="button primary" onClick={() => void claimNext(organisation, next.id)}>
            {t('claim')}
          </button>
        ) : null}
        <button type="button" class="button quiet" onClick={() => (isKeysPageOpen.value = true)}>
          {t('keys.title')}
        </button>
      </div>
    </main>
  );
}
