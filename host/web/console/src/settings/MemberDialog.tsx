import { useState } from 'preact/hooks';
import { t as shared } from '@shared/i18n/i18n';
import { Dialog } from '@shared/ui/Dialog';
import { FieldGroup } from '@shared/ui/Field';
import type { Role } from '../generated/organisation';
import { SetMemberQueuesDocument, UpdateMemberDocument } from '../generated/organisation';
import { t } from '../i18n/i18n';
import { problemText, say, trying } from '../state/notice';
import { useAction } from '../state/waiting';
import { QueueChoice } from '../ui/QueueChoice';
import { RoleChoice } from '../ui/RoleChoice';
import { useOrganisation } from '../views/here';
import type { Member } from './records';

/** A member's role, and the queues they handle. */
export function MemberDialog({ member, onClose, onChanged }: { member: Member; onClose: () => void; onChanged: (member: Member) => void }) {
  const { request } = useOrganisation();
  const [role, setRole] = useState<Role>(member.role);
  const [queueIds, setQueueIds] = useState(member.queues.map(({ id }) => id));
  const [trouble, setTrouble] = useState<string | null>(null);
  const [isRunning, save] = useAction(async () => {
    setTrouble(null);
    let now = member;
    const isDone = await trying(async () => {
      if (role !== member.role) {
        const { updateMember: result } = await request(UpdateMemberDocument, { input: { memberId: member.id, role } });
        if (result.__typename !== 'MemberUpdated') return setTrouble(problemText(result));
        now = result.member;
      }
      const before = member.queues.map(({ id }) => id).sort().join();
      if ([...queueIds].sort().join() !== before) {
        const { setMemberQueues: result } = await request(SetMemberQueuesDocument, { input: { memberId: member.id, queueIds } });
        if (result.__typename !== 'MemberUpdated') return setTrouble(problemText(result));
        now = result.member;
      }
      say(t('saved'));
      onClose();
    });
    if (isDone) onChanged(now);
  });
  return (
    <Dialog title={member.fullName} onClose={onClose}>
      <form class="form" onSubmit={(event) => { event.preventDefault(); save(); }}>
        <RoleChoice role={role} onChange={setRole} />
        <FieldGroup label={t('member.queues')}>
          <QueueChoice chosen={queueIds} onChange={setQueueIds} />
        </FieldGroup>
        <p class="field-error" role="alert">{trouble}</p>
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={onClose}>{shared('dialog.cancel')}</button>
          <button type="submit" class="button primary" aria-disabled={isRunning}>{t('save')}</button>
        </div>
      </form>
    </Dialog>
  );
}
