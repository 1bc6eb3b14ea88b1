import '@shared/style/tokens.css';
import '@shared/style/base.css';
import '@shared/style/blocks.css';
import './style/widget.css';
import './style/messages.css';
import './style/composer.css';
import { effect, signal } from '@preact/signals';
import { render } from 'preact';
import { language, preferredOf } from '@shared/i18n/i18n';
import { guardComposition } from '@shared/ui/composition';
import { createBridge } from './bridge/bridge';
import type { Standing, ToApp } from './bridge/protocol';
import { createChat } from './chat/chat';
import type { Chat } from './chat/chat';
import { createKeep } from './chat/keep';
import { speak } from './i18n/texts';
import { App } from './views/App';
import { WidgetContext } from './views/context';

const DAY_S = 24 * 60 * 60;
/** The longest idle time of a session that the server allows. */
const REMEMBER_DAYS_MAX = 30;

type Hello = Extract<ToApp, { vuoro: 'hello' }>;

const isOpen = signal(false);
guardComposition(document);
let chat: Chat | null = null;
/** What the page passed before the app knew its origin. */
const early: Record<string, unknown>[] = [];

const bridge = createBridge(window, (message) => {
  switch (message.vuoro) {
    case 'hello':
      void begin(message);
      break;
    case 'metadata':
      if (chat) chat.tell(message.values);
      else early.push(message.values);
      break;
    case 'shown':
      isOpen.value = message.open;
  }
});

if (bridge.isAlone) {
  const asked = new URLSearchParams(location.search);
  void begin({ vuoro: 'hello', languages: [asked.get('language') ?? ''], queue: asked.get('queue'), remember: null, open: true });
}

async function begin({ languages, queue, remember, open }: Hello) {
  const root = document.getElementById('widget');
  const organisation = /^\/o\/([^/]+)\/widget/.exec(location.pathname)?.[1];
  if (!root || organisation === undefined) return;
  isOpen.value = open;
  const days = remember === null ? null : Math.min(REMEMBER_DAYS_MAX, Math.max(1, Math.floor(remember)));
  await speak(preferredOf([...languages, ...navigator.languages]));
  const made = createChat({
    organisation,
    queue,
    idleSeconds: days === null ? null : days * DAY_S,
    language: () => language.peek(),
    keep: createKeep(organisation, () => (days === null ? sessionStorage : localStorage)),
  });
  chat = made;
  for (const values of early) made.tell(values);
  const minimise = () => bridge.send({ vuoro: 'minimise' });
  render(
    <WidgetContext.Provider value={{ chat: made, isOpen, isAlone: bridge.isAlone, minimise }}>
      <App />
    </WidgetContext.Provider>,
    root,
  );
  bridge.send({ vuoro: 'ready' });
  effect(() => bridge.send({ vuoro: 'state', state: standingOf(made), unread: made.unread.value }));
  await made.begin();
}

/** The app's state, as the page may know it. */
function standingOf({ beginning, talk, queues }: Chat): Standing {
  switch (talk.value?.standing.state) {
    case 'WAITING':
      return 'waiting';
    case 'ACTIVE':
      return 'conversation';
    case undefined:
      if (beginning.value !== 'done') return 'loading';
      return queues.value.some(({ state }) => state === 'OPEN') ? 'welcome' : 'closed';
    default:
      return 'ended';
  }
}
