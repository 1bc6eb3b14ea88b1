import { useEffect, useState } from 'preact/hooks';
import { Plus, X } from 'lucide-preact';
import { Icon } from '@shared/ui/Icon';
import { MembersDocument, SetQueueHandlersDocument } from '../generated/organisation';
import { t } from '../i18n/i18n';
import { problemText, say, trying } from '../state/notice';
import { useAction } from '../state/waiting';
import { useOrganisation } from '../views/here';
import type { EditedQueue } from './records';

type Person = NonNullable<EditedQueue['handlers']>[number];
const FOUND_MAX = 8;
const SEARCH_AFTER_MS = 250;

/** The handlers of a queue: removed with a press, added by name. */
export function Handlers({ queue }: { queue: EditedQueue }) {
  const { request } = useOrganisation();
  const [people, setPeople] = useState<readonly Person[]>(queue.handlers ?? []);
  const [search, setSearch] = useState('');
  const [found, setFound] = useState<readonly Person[]>([]);
  useEffect(() => {
    const wanted = search.trim();
    if (wanted === '') return setFound([]);
    const timer = setTimeout(() => void trying(async () => setFound((await request(MembersDocument, { search: wanted })).members.nodes)), SEARCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [search, request]);
  const [isRunning, set] = useAction(async (to: readonly Person[]) => {
    await trying(async () => {
      const { setQueueHandlers: result } = await request(SetQueueHandlersDocument, { input: { queueId: queue.id, memberIds: to.map(({ id }) => id) } });
      if (result.__typename !== 'QueueUpdated') return say(problemText(result), true);
      setPeople(to);
    });
  });
  const others = found.filter(({ id }) => !people.some((each) => each.id === id)).slice(0, FOUND_MAX);
  return (
    <section class="card" aria-labelledby="handlers-title">
      <h2 id="handlers-title" class="section-title">{t('queue.handlers')}</h2>
      {people.length === 0 ? <p class="muted">{t('queue.no-handlers')}</p> : null}
      <ul class="chips">
        {people.map((person) => (
          <li key={person.id} class="chip">
            {person.fullName}
            <button type="button" aria-disabled={isRunning} aria-label={t('queue.remove-handler', { name: person.fullName })} onClick={() => set(people.filter(({ id }) => id !== person.id))}><Icon of={X} size={14} /></button>
          </li>
        ))}
      </ul>
      <input class="input search" type="search" value={search} placeholder={t('queue.add-handler')} aria-label={t('queue.add-handler')} onInput={(event) => setSearch(event.currentTarget.value)} />
      <ul class="stack">
        {others.map((person) => (
          <li key={person.id}>
            <button type="button" class="button small" aria-disabled={isRunning} onClick={() => { setSearch(''); set([...people, person]); }}>
              <Icon of={Plus} size={14} /> {person.fullName} <span class="muted">{person.email}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
