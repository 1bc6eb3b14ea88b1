import { useEffect, useState } from 'preact/hooks';
import { WifiOff } from 'lucide-preact';
import { Icon } from '@shared/ui/Icon';
import { ConversationPage } from '../conversation/ConversationPage';
import { t } from '../i18n/i18n';
import { PersonalPage } from '../personal/PersonalPage';
import { QueuePage } from '../queue/QueuePage';
import { route } from '../route';
import { SettingsPage } from '../settings/SettingsPage';
import { Sidebar } from '../sidebar/Sidebar';
import type { Organisation } from '../state/organisation';
import { account } from '../state/session';
import { keep } from '../state/storage';
import { clearWay } from '../tools/shown';
import { Home } from './Home';
import { isKeysPageOpen, KeysPage, watchKeys } from './Keys';
import { Here } from './here';
import { NoOrganisation } from './NoOrganisation';
import { Stale } from './Stale';

/** The console of an organisation: the sidebar and the current page. */
export function Frame({ organisation }: { organisation: Organisation }) {
  const to = route.value;
  useEffect(() => keep('last-organisation', organisation.slug), [organisation.slug]);
  useEffect(() => watchKeys(organisation), [organisation]);
  // On a narrow screen, navigation shows the page instead of the sidebar.
  useEffect(clearWay, [to]);
  if (organisation.isForbidden.value) return <NoOrganisation />;
  return (
    <Here.Provider value={organisation}>
      <a class="skip" href="#main">{t('skip')}</a>
      <div class={to.at === 'home' ? 'frame at-home' : 'frame'}>
        <Sidebar />
        <div class="frame-rest">
          {organisation.isStale.value ? <Stale /> : <ConnectionBar organisation={organisation} />}
          <Page />
        </div>
      </div>
      {isKeysPageOpen.value ? <KeysPage /> : null}
    </Here.Provider>
  );
}

function Page() {
  const to = route.value;
  switch (to.at) {
    case 'conversation':
      return <ConversationPage id={to.id} key={to.id} />;
    case 'queue':
      return <QueuePage id={to.id} key={to.id} />;
    case 'settings':
      return <SettingsPage section={to.section} id={to.id} />;
    case 'personal':
      return account.value ? <PersonalPage section={to.section} /> : null;
    default:
      return <Home />;
  }
}

/** A connection that returns sooner than this isn't reported. */
const CALM_MS = 2_000;

/** Tells calmly that there is no connection. What is written meanwhile is kept. */
function ConnectionBar({ organisation }: { organisation: Organisation }) {
  const [isOnline, setOnline] = useState(navigator.onLine);
  const isAway = !isOnline || !organisation.isLive.value;
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    if (!isAway) {
      setShown(false);
      return;
    }
    const timer = setTimeout(() => setShown(true), CALM_MS);
    return () => clearTimeout(timer);
  }, [isAway]);
  useEffect(() => {
    const wake = () => {
      setOnline(navigator.onLine);
      organisation.socket.wake();
      organisation.outbox.wake();
    };
    // The browser notices earlier than the socket.
    const away = () => setOnline(false);
    addEventListener('online', wake);
    addEventListener('offline', away);
    document.addEventListener('visibilitychange', wake);
    return () => {
      removeEventListener('online', wake);
      removeEventListener('offline', away);
      document.removeEventListener('visibilitychange', wake);
    };
  }, [organisation]);
  return (
    <div role="status">
      {isShown ? (
        <p class="connection-bar">
          <Icon of={WifiOff} />
          {t('connection.away')}
        </p>
      ) : null}
    </div>
  );
}
