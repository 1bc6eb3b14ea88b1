import { MoonStar } from 'lucide-preact';
import { Icon } from '@shared/ui/Icon';
import { tw } from '../i18n/texts';
import { useWidget } from './context';
import { Panels } from './Panels';

/** The view while nobody can join. */
export function Closed() {
  const { chat } = useWidget();
  const queue = chat.queues.value[0];
  return (
    <main class="page" aria-label={tw('title')}>
      <div class="alone">
        <Icon of={MoonStar} size={32} />
        <h1 tabIndex={-1}>{tw('closed.title')}</h1>
        <p>{tw('closed.text')}</p>
      </div>
      {queue ? <Panels slot="WIDGET_CLOSED" queueId={queue.id} /> : null}
    </main>
  );
}
