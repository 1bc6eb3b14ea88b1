import { CircleAlert, Clock3 } from 'lucide-preact';
import type { Pending, Unsent } from '@shared/chat/outbox';
import { Icon } from '@shared/ui/Icon';
import { t } from '../i18n/i18n';
import { problemText } from '../state/notice';
import { useOrganisation } from '../views/here';

interface Props {
  message: Pending;
  /** Takes a refused message back into the composer; null where there is none. */
  onEdit: ((message: Unsent) => void) | null;
}

/** A message that isn't confirmed: being sent, or refused with a reason. */
export function PendingMessage({ message, onEdit }: Props) {
  const { outbox } = useOrganisation();
  const { refusal, text, files, clientId } = message;
  const problem = refusal === null ? null : problemText({ __typename: refusal.problem, ...(refusal.reason === null ? {} : { message: refusal.reason }) });
  return (
    <article class={refusal === null ? 'message mine pending' : 'message mine refused'}>
      {text === '' ? null : <p class="bubble">{text}</p>}
      {files.map((file) => <p key={file.id} class="bubble">{file.name}</p>)}
      {problem === null ? (
        <p class="message-state">
          <Icon of={Clock3} size={12} /> {outbox.isStuck.value ? t('message.stuck') : t('message.sending')}
        </p>
      ) : (
        <div class="message-state trouble" role="alert">
          <Icon of={CircleAlert} size={14} /> <span>{problem}</span>
          {onEdit ? (
            <button
              type="button"
              class="link-button"
              onClick={() => {
                const back = outbox.takeBack(clientId);
                if (back) onEdit(back);
              }}
            >
              {t('message.edit')}
            </button>
          ) : null}
          {/* What a plugin says no to, it says no to again. */}
          {refusal?.problem === 'PluginRefused' ? null : <button type="button" class="link-button" onClick={() => outbox.retry(clientId)}>{t('retry')}</button>}
          <button
            type="button"
            class="link-button"
            onClick={() => {
              outbox.takeBack(clientId);
              // The button disappears with its message, so the focus goes to the composer.
              (document.querySelector<HTMLElement>('[data-composer]') ?? document.getElementById('main'))?.focus();
            }}
          >
            {t('message.discard')}
          </button>
        </div>
      )}
    </article>
  );
}
