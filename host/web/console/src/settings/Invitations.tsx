import { useState } from 'preact/hooks';
import { Copy, Link, Plus } from 'lucide-preact';
import { dateAndTime, listed } from '@shared/i18n/format';
import { t as shared } from '@shared/i18n/i18n';
import { confirm } from '@shared/ui/Confirm';
import { copyText } from '@shared/ui/copy';
import { Dialog } from '@shared/ui/Dialog';
import { Field, FieldGroup } from '@shared/ui/Field';
import { Icon } from '@shared/ui/Icon';
import type { Role } from '../generated/organisation';
import { CreateInvitationDocument, InvitationsDocument, RevokeInvitationDocument } from '../generated/organisation';
import { t } from '../i18n/i18n';
import { address } from '../route';
import { problemText, say, trying } from '../state/notice';
import { useAction, useLoaded } from '../state/waiting';
import { QueueChoice } from '../ui/QueueChoice';
import { RoleChoice } from '../ui/RoleChoice';
import { Trouble } from '../ui/Trouble';
import { useOrganisation } from '../views/here';

/** Invitations that can still be used, and creating one. */
export function Invitations() {
  const { request } = useOrganisation();
  const [isMaking, setMaking] = useState(false);
  const page = useLoaded(async () => (await request(InvitationsDocument, {})).invitations, [request]);
  const [isLoading, more] = useAction(async () => {
    const after = page.value?.pageInfo.endCursor;
    if (!after) return;
    await trying(async () => {
      const { invitations } = await request(InvitationsDocument, { after });
      page.set((before) => ({ nodes: [...before.nodes, ...invitations.nodes], pageInfo: invitations.pageInfo }));
    });
  });
  async function revoke(id: string) {
    if (!(await confirm({ title: t('invitation.revoke-title'), text: t('invitation.revoke-text'), yes: t('invitation.revoke'), danger: true }))) return;
    await trying(async () => {
      await request(RevokeInvitationDocument, { input: { invitationId: id } });
      page.set((before) => ({ ...before, nodes: before.nodes.filter((each) => each.id !== id) }));
    });
  }
  return (
    <>
      <div class="tools-row">
        <p class="muted">{t('invitations.about')}</p>
        <button type="button" class="button primary" onClick={() => setMaking(true)}><Icon of={Plus} /> {t('invitations.make')}</button>
      </div>
      {page.failure ? <Trouble onRetry={page.reload} /> : null}
      {page.value && page.value.nodes.length === 0 ? <p class="empty">{t('invitations.none')}</p> : null}
      <ul class="rows" aria-busy={page.isLoading}>
        {page.value?.nodes.map((invitation) => (
          <li key={invitation.id}>
            <Icon of={Link} />
            <div class="row-main">
              <p><strong>{invitation.email ?? t('invitations.anybody')}</strong></p>
              <p class="muted">{t('invitations.until', { at: dateAndTime(invitation.expiresAt) })}{invitation.createdBy ? ` · ${invitation.createdBy.displayName}` : ''}</p>
            </div>
            <p class="row-side muted">{listed(invitation.queues.map(({ name }) => name))}</p>
            <span class={`badge ${invitation.role.toLowerCase()}`}>{t(`role.${invitation.role}`)}</span>
            <button type="button" class="button small" onClick={() => void revoke(invitation.id)}>{t('invitation.revoke')}</button>
          </li>
        ))}
      </ul>
      {page.value?.pageInfo.hasNextPage ? <button type="button" class="button small" aria-disabled={isLoading} onClick={more}>{t('more')}</button> : null}
      {isMaking ? <MakeInvitation onClose={() => { setMaking(false); page.reload(); }} /> : null}
    </>
  );
}

function MakeInvitation({ onClose }: { onClose: () => void }) {
  const { request } = useOrganisation();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('HANDLER');
  const [queueIds, setQueueIds] = useState<string[]>([]);
  const [link, setLink] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [isRunning, make] = useAction(async () => {
    setTrouble(null);
    await trying(async () => {
      const input = { role, queueIds, ...(email.trim() === '' ? {} : { email: email.trim() }) };
      const { createInvitation: result } = await request(CreateInvitationDocument, { input });
      // The secret is in the fragment, which no server and no log sees.
      if (result.__typename === 'InvitationCreated') setLink(`${location.origin}${address({ at: 'invitation' })}#${result.token}`);
      else setTrouble(problemText(result));
    });
  });
  if (link !== null) {
    return (
      <Dialog title={t('invitations.made')} onClose={onClose}>
        <Field label={t('invitations.link')} help={t('invitations.once')}>
          {(described) => <input {...described} class="input" readOnly value={link} onFocus={(event) => event.currentTarget.select()} />}
        </Field>
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={onClose}>{shared('dialog.close')}</button>
          <button type="button" class="button primary" onClick={() => void copyText(link).then(() => say(t('copied')), () => say(t('not-copied'), true))}>
            <Icon of={Copy} /> {t('copy')}
          </button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={t('invitations.make')} onClose={onClose}>
      <form class="form" onSubmit={(event) => { event.preventDefault(); make(); }}>
        <Field label={t('invitations.email')} help={t('invitations.email-help')} error={trouble}>
          {(described) => <input {...described} class="input" type="email" value={email} onInput={(event) => setEmail(event.currentTarget.value)} />}
        </Field>
        <RoleChoice role={role} onChange={setRole} />
        <FieldGroup label={t('member.queues')}><QueueChoice chosen={queueIds} onChange={setQueueIds} /></FieldGroup>
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={onClose}>{shared('dialog.cancel')}</button>
          <button type="submit" class="button primary" aria-disabled={isRunning}>{t('invitations.make-link')}</button>
        </div>
      </form>
    </Dialog>
  );
}
