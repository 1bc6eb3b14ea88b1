import { useEffect, useState } from 'preact/hooks';
import { EllipsisVertical, ListChecks, UserCog, UserMinus } from 'lucide-preact';
import { confirm } from '@shared/ui/Confirm';
import { Icon } from '@shared/ui/Icon';
import { MembersDocument, RemoveMemberDocument } from '../generated/organisation';
import { t } from '../i18n/i18n';
import { linkTo } from '../route';
import { problemText, say, trying } from '../state/notice';
import { useAction, useLoaded } from '../state/waiting';
import { Face } from '../ui/Face';
import { Menu } from '../ui/Menu';
import { Trouble } from '../ui/Trouble';
import { useOrganisation } from '../views/here';
import { MemberDialog } from './MemberDialog';
import type { Member } from './records';

const SEARCH_AFTER_MS = 250;
/** Queues named before the rest is shown as a number. */
const QUEUES_SHOWN = 3;

/** The people of the organisation. */
export function Members() {
  const organisation = useOrganisation();
  const { request, slug } = organisation;
  const [typed, setTyped] = useState('');
  const [search, setSearch] = useState('');
  const [edited, setEdited] = useState<Member | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed.trim()), SEARCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const page = useLoaded(async () => (await request(MembersDocument, search === '' ? {} : { search })).members, [request, search]);
  const [isLoading, more] = useAction(async () => {
    const after = page.value?.pageInfo.endCursor;
    if (!after) return;
    await trying(async () => {
      const { members } = await request(MembersDocument, search === '' ? { after } : { search, after });
      page.set((before) => ({ nodes: [...before.nodes, ...members.nodes], pageInfo: members.pageInfo }));
    });
  });
  async function remove(member: Member) {
    const text = t('member.remove-text', { name: member.fullName });
    if (!(await confirm({ title: t('member.remove-title'), text, yes: t('member.remove'), danger: true }))) return;
    await trying(async () => {
      const { removeMember: result } = await request(RemoveMemberDocument, { input: { memberId: member.id } });
      if (result.__typename !== 'MemberRemoved') return say(problemText(result), true);
      page.set((before) => ({ ...before, nodes: before.nodes.filter(({ id }) => id !== member.id) }));
      say(t('member.removed', { name: member.fullName }));
    });
  }
  return (
    <>
      <div class="tools-row">
        <input class="input search" type="search" placeholder={t('members.search')} aria-label={t('members.search')} value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
        <a class="button" {...linkTo({ at: 'settings', slug, section: 'invitations' })}>{t('members.invite')}</a>
      </div>
      {page.failure ? <Trouble onRetry={page.reload} /> : null}
      <p class="visually-hidden" role="status">{page.value ? t('members.found', { count: page.value.nodes.length }) : ''}</p>
      {page.value && page.value.nodes.length === 0 ? <p class="empty">{t('members.none')}</p> : null}
      <ul class="rows" aria-busy={page.isLoading}>
        {page.value?.nodes.map((member) => (
          <li key={member.id}>
            <Face name={member.displayName} pictureUrl={member.pictureUrl} />
            <div class="row-main">
              <p><strong>{member.fullName}</strong>{member.fullName === member.displayName ? null : <span class="muted"> {member.displayName}</span>}</p>
              <p class="muted ellipsis">{member.email}</p>
            </div>
            <p class="row-side muted">{queuesShort(member)}</p>
            <span class={`badge ${member.role.toLowerCase()}`}>{t(`role.${member.role}`)}</span>
            <Menu
              label={t('member.menu', { name: member.fullName })}
              items={[
                { label: t('member.edit'), icon: UserCog, onChoose: () => setEdited(member) },
                { label: t('member.queues'), icon: ListChecks, onChoose: () => setEdited(member) },
                { label: t('member.remove'), icon: UserMinus, danger: true, onChoose: () => void remove(member) },
              ]}
            >
              <Icon of={EllipsisVertical} />
            </Menu>
          </li>
        ))}
      </ul>
      {page.value?.pageInfo.hasNextPage ? <button type="button" class="button small" aria-disabled={isLoading} onClick={more}>{t('more')}</button> : null}
      {edited ? (
        <MemberDialog
          member={edited}
          onClose={() => setEdited(null)}
          onChanged={(member) => page.set((before) => ({ ...before, nodes: before.nodes.map((each) => (each.id === member.id ? member : each)) }))}
        />
      ) : null}
    </>
  );
}

function queuesShort({ queues }: Member): string {
  if (queues.length === 0) return t('member.no-queues');
  const names = queues.slice(0, QUEUES_SHOWN).map(({ name }) => name).join(', ');
  return queues.length > QUEUES_SHOWN ? t('member.queues-more', { names, count: queues.length - QUEUES_SHOWN }) : names;
}
