import { FieldGroup } from '@shared/ui/Field';
import type { Role } from '../generated/organisation';
import { t } from '../i18n/i18n';
import { useOrganisation } from '../views/here';

const ROLES = ['HANDLER', 'OPERATOR', 'OWNER'] as const;

/** A choice of a role. Only owners make owners. */
export function RoleChoice({ role, onChange }: { role: Role; onChange: (role: Role) => void }) {
  const { isOwner } = useOrganisation();
  return (
    <FieldGroup label={t('member.role')}>
      {ROLES.map((each) => (
        <label class="choice" key={each}>
          <input type="radio" name="role" checked={role === each} disabled={each === 'OWNER' && !isOwner.value} onChange={() => onChange(each)} />
          <span>
            {t(`role.${each}`)}
            <span class="choice-help">{t(`role-help.${each}`)}</span>
          </span>
        </label>
      ))}
    </FieldGroup>
  );
}
