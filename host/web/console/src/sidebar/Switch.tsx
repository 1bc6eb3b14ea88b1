import { Building2, ChevronsUpDown, Settings } from 'lucide-preact';
import { Icon } from '@shared/ui/Icon';
import { t } from '../i18n/i18n';
import { go, linkTo, route } from '../route';
import { account } from '../state/session';
import { Menu } from '../ui/Menu';
import { useOrganisation } from '../views/here';

/** The current organisation, with links to others and to its settings. */
export function Switch() {
  const organisation = useOrganisation();
  const memberships = account.value?.memberships ?? [];
  const name = memberships.find(({ organisation: each }) => each.slug === organisation.slug)?.organisation.name ?? organisation.slug;
  const isInSettings = route.value.at === 'settings';
  return (
    <div class="sidebar-head">
      {memberships.length > 1 ? (
        <Menu
          label={t('organisation.switch', { name })}
          class="organisation-name"
          align="start"
          items={memberships.map(({ organisation: each }) => ({
            label: each.name,
            icon: Building2,
            onChoose: () => go({ at: 'home', slug: each.slug }),
          }))}
        >
          <span>{name}</span>
          <Icon of={ChevronsUpDown} size={14} />
        </Menu>
      ) : (
        <a class="organisation-name" {...linkTo({ at: 'home', slug: organisation.slug })}>
          <span>{name}</span>
        </a>
      )}
      {organisation.isOperator.value ? (
        <a
          class={isInSettings ? 'side-button here' : 'side-button'}
          aria-label={t('settings.organisation')}
          title={t('settings.organisation')}
          aria-current={isInSettings ? 'page' : undefined}
          {...linkTo({ at: 'settings', slug: organisation.slug, section: 'general' })}
        >
          <Icon of={Settings} size={18} />
        </a>
      ) : null}
    </div>
  );
}
