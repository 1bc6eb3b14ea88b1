import { ArrowLeft, EllipsisVertical, EyeOff, PanelRight, PhoneOff } from 'lucide-preact';
import type { PanelOf } from '@shared/blocks/types';
import { PanelBody } from '@shared/blocks/PanelBody';
import { Icon } from '@shared/ui/Icon';
import { t } from '../i18n/i18n';
import { linkTo } from '../route';
import type { ConversationLog } from '../state/log';
import type { HostAbout } from '../tools/panels';
import { hostOf } from '../tools/panels';
import { areToolsShown, showTools } from '../tools/shown';
import type { MenuItem } from '../ui/Menu';
import { Menu } from '../ui/Menu';
import { useOrganisation } from '../views/here';
import { endConversation, hideConversation } from './end';

interface Props {
  log: ConversationLog;
  name: string;
  isMine: boolean;
  panels: readonly PanelOf[];
  host: HostAbout;
}

/** The customer's name and origin, plugins' panels beside it, and the menu for ending. */
export function Header({ log, name, isMine, panels, host }: Props) {
  const organisation = useOrganisation();
  const details = log.details.value;
  const items: MenuItem[] =
    details?.state === 'ENDED'
      ? [{ label: t('conversation.hide'), icon: EyeOff, disabled: details.hidden === true, onChoose: () => void hideConversation(organisation, log.id) }]
      : [
          { label: t('conversation.end'), icon: PhoneOff, onChoose: () => void endConversation(organisation, log.id, false) },
          { label: t('conversation.end-and-hide'), icon: EyeOff, onChoose: () => void endConversation(organisation, log.id, true) },
        ];
  return (
    <header class="page-head">
      <BackButton />
      <div class="page-head-names">
        <h1>{details || log.state.value === 'failed' ? name : ' '}</h1>
        {details ? (
          <p class="page-head-under">
            <span class={`state-word ${details.state.toLowerCase()}`}>{t(`conversation-state.${details.state}`)}</span>
            <span>{details.queueName}</span>
            {!isMine && details.agent ? <span>{details.agent.displayName}</span> : null}
          </p>
        ) : null}
      </div>
      <div class="page-head-panels">
        {panels.map((panel) => (panel.view && panel.view.blocks.length > 0 ? <PanelBody key={panel.plugin} panel={panel} host={hostOf(organisation, panel, host)} showTitle={false} /> : null))}
      </div>
      {isMine && details && (details.state === 'ACTIVE' || details.state === 'ENDED') ? (
        <Menu label={t('conversation.menu', { name })} items={items}>
          <Icon of={EllipsisVertical} size={18} />
        </Menu>
      ) : null}
      <button
        type="button"
        class="button quiet icon-only"
        aria-pressed={areToolsShown.value}
        aria-label={t('tools')}
        title={`${t('tools')} (Alt J)`}
        onClick={() => showTools(!areToolsShown.peek())}
      >
        <Icon of={PanelRight} size={18} />
      </button>
    </header>
  );
}

/** A button back to the sidebar, where the sidebar isn't visible. */
export function BackButton() {
  const { slug } = useOrganisation();
  return (
    <a class="button quiet icon-only back" aria-label={t('to-lists')} {...linkTo({ at: 'home', slug })}>
      <Icon of={ArrowLeft} size={18} />
    </a>
  );
}
