import { t } from '../i18n/i18n';
import { useOrganisation } from '../views/here';

/** Any of the organisation's queues. Operators see all of them in their sidebar. */
export function QueueChoice({ chosen, onChange }: { chosen: readonly string[]; onChange: (ids: string[]) => void }) {
  const { queues } = useOrganisation().activity.value;
  if (queues.length === 0) return <p class="muted">{t('sidebar.no-queues')}</p>;
  return (
    <div class="choices">
      {queues.map((queue) => (
        <label class="choice" key={queue.id}>
          <input
            type="checkbox"
            checked={chosen.includes(queue.id)}
            onChange={(event) => onChange(event.currentTarget.checked ? [...chosen, queue.id] : chosen.filter((id) => id !== queue.id))}
          />
          <span>{queue.name}</span>
        </label>
      ))}
    </div>
  );
}
