import { useComputed, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { LoaderCircle, WifiOff } from 'lucide-preact';
import { ConfirmDialog } from '@shared/ui/Confirm';
import { isComposing } from '@shared/ui/composition';
import { Icon } from '@shared/ui/Icon';
import { Announcer } from '../announce';
import { tw } from '../i18n/texts';
import { Closed } from './Closed';
import { useWidget } from './context';
import { Header } from './Header';
import { Talk } from './Talk';
import { Welcome } from './Welcome';

/** Everything in the frame. */
export function App() {
  const { chat, isOpen, minimise } = useWidget();
  const view = useComputed(() => {
    if (chat.talk.value) return 'talk';
    if (chat.beginning.value === 'failed') return 'failed';
    if (chat.beginning.value === 'loading') return 'loading';
    return chat.queues.value.some(({ state }) => state === 'OPEN') ? 'welcome' : 'closed';
  });
  const root = useRef<HTMLDivElement>(null);
  const shown = view.value;

  // The focus moves on into the new view, and not to the top of the page.
  useEffect(() => {
    if (isOpen.peek() && document.hasFocus()) focusFirst(root.current);
  }, [shown]);
  useSignalEffect(() => {
    if (isOpen.value) requestAnimationFrame(() => focusFirst(root.current));
  });

  return (
    <div
      ref={root}
      class="widget"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented && !isComposing(event) && !document.querySelector('dialog[open]')) minimise();
      }}
    >
      <Header />
      {shown === 'talk' ? <Talk /> : null}
      {shown === 'welcome' ? <Welcome /> : null}
      {shown === 'closed' ? <Closed /> : null}
      {shown === 'loading' ? <Loading /> : null}
      {shown === 'failed' ? <Failed /> : null}
      <ConfirmDialog />
      <Announcer />
    </div>
  );
}

/** Where the focus goes: the composer, or the view's heading. */
function focusFirst(root: HTMLElement | null) {
  const place = root?.querySelector<HTMLElement>('.composer-text') ?? root?.querySelector<HTMLElement>('main [tabindex="-1"]');
  place?.focus({ preventScroll: true });
}

function Loading() {
  return (
    <main class="alone" aria-label={tw('title')}>
      <p class="loading" tabIndex={-1}>
        <Icon of={LoaderCircle} size={20} />
        {tw('loading')}
      </p>
    </main>
  );
}

function Failed() {
  const { chat } = useWidget();
  return (
    <main class="alone" aria-label={tw('title')}>
      <Icon of={WifiOff} size={32} />
      <h1 tabIndex={-1}>{tw('failed.title')}</h1>
      <p>{tw('failed.text')}</p>
      <button type="button" class="button" onClick={() => void chat.begin()}>
        {tw('failed.retry')}
      </button>
    </main>
  );
}
