import { useState } from 'preact/hooks';
import { ArrowRight } from 'lucide-preact';
import { Field, FieldGroup } from '@shared/ui/Field';
import { Icon } from '@shared/ui/Icon';
import type { Refusal } from '../chat/chat';
import { tw } from '../i18n/texts';
import { useWidget } from './context';
import { Panels } from './Panels';

const NAME_LENGTH_MAX = 100;
const MESSAGE_LENGTH_MAX = 10_000;

/** The view before the customer joins a queue. */
export function Welcome() {
  const { chat } = useWidget();
  const queues = chat.queues.value;
  const open = queues.filter(({ state }) => state === 'OPEN');
  const [chosen, setChosen] = useState<string | null>(null);
  const queue = open.find(({ id }) => id === chosen)?.id ?? open[0]?.id;
  const [name, setName] = useState('');
  const [message, setMessage] = useState(chat.draft());
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  async function enter(event: Event) {
    event.preventDefault();
    if (isBusy || queue === undefined) return;
    setBusy(true);
    setRefusal(null);
    const said = await chat.enter(queue, name.trim(), message.trim());
    setBusy(false);
    setRefusal(said);
  }

  const errorOf = (field: 'name' | 'message') => (refusal?.why === field ? tw(`refusal.${field}`) : null);
  return (
    <main class="page" aria-label={tw('title')}>
      <div class="page-words">
        <h1 tabIndex={-1}>{tw('welcome.title')}</h1>
        <p>{tw('welcome.text')}</p>
      </div>
      {queue === undefined ? null : <Panels slot="WIDGET_BEFORE_QUEUE" queueId={queue} />}
      <form class="page-form" onSubmit={(event) => void enter(event)}>
        {queues.length > 1 ? (
          <FieldGroup label={tw('welcome.queue')}>
            <div class="choices">
              {queues.map(({ id, name: label, state }) => (
                <label class="choice-card" key={id}>
                  <input type="radio" name="queue" checked={id === queue} disabled={state !== 'OPEN'} onChange={() => setChosen(id)} />
                  <span>{label}</span>
                  {state === 'OPEN' ? null : <span class="choice-note">{tw('welcome.queue-closed')}</span>}
                </label>
              ))}
            </div>
          </FieldGroup>
        ) : null}
        <Field label={tw('welcome.name')} help={tw('welcome.optional')} error={errorOf('name')}>
          {(described) => (
            <input {...described} class="input" autocomplete="name" maxLength={NAME_LENGTH_MAX} value={name} onInput={(event) => setName(event.currentTarget.value)} />
          )}
        </Field>
        <Field label={tw('welcome.message')} help={tw('welcome.message-help')} error={errorOf('message')}>
          {(described) => (
            <textarea
              {...described}
              class="input grows"
              rows={3}
              maxLength={MESSAGE_LENGTH_MAX}
              value={message}
              onInput={(event) => {
                setMessage(event.currentTarget.value);
                chat.keepDraft(event.currentTarget.value);
              }}
            />
          )}
        </Field>
        <p class="notice" role="alert">
          {refusal === null || refusal.why === 'name' || refusal.why === 'message' ? '' : refusal.why === 'plugin' ? refusal.message : tw(`refusal.${refusal.why}`)}
        </p>
        <button type="submit" class="button primary large" aria-disabled={isBusy}>
          {tw(isBusy ? 'welcome.starting' : 'welcome.start')}
          <Icon of={ArrowRight} size={18} />
        </button>
      </form>
    </main>
  );
}
