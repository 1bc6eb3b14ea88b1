import { EllipsisVertical, EyeOff, PhoneOff } from 'lucide-preact';
import { initials } from '@shared/text/initials';
import { Icon } from '@shared/ui/Icon';
import { endConversation, hideConversation } from '../conversation/end';
import { t } from '../i18n/i18n';
import { linkTo, route } from '../route';
import type { Conversation } from '../state/activity';
import type { MenuItem } from '../ui/Menu';
import { Menu } from '../ui/Menu';
import { useOrganisation } from '../views/here';

/** A conversation that the agent serves, or that has ended and isn't hidden yet. */
export function ConversationItem({ conversation }: { conversation: Conversation }) {
  const organisation = useOrganisation();
  const to = route.value;
  const isHere = to.at === 'conversation' && to.id === conversation.id;
  const isOver = conversation.state === 'ENDED';
  const name = conversation.customerName ?? t('customer.nameless');
  const items: MenuItem[] = isOver
    ? [{ label: t('conversation.hide'), icon: EyeOff, onChoose: () => void hideConversation(organisation, conversation.id) }]
    : [
        { label: t('conversation.end'), icon: PhoneOff, onChoose: () => void endConversation(organisation, conversation.id, false) },
        { label: t('conversation.end-and-hide'), icon: EyeOff, onChoose: () => void endConversation(organisation, conversation.id, true) },
      ];
  return (
    <li class={['side-row', isHere ? 'here' : '', isOver ? 'over' : ''].join(' ')}>
      <a
        class="side-link"
        {...linkTo({ at: 'conversation', slug: organisation.slug, id: conversation.id })}
        aria-current={isHere ? 'page' : undefined}
      >
        <span class="side-face" aria-hidden="true">{initials(conversation.customerName)}</span>
        <span class="side-two">
          <span class="side-name">{name}</span>
          <span class="side-under">{isOver ? t('conversation.left') : conversation.queueName}</span>
        </span>
        {conversation.unreadCount > 0 ? (
          <span class="side-unread">
            <span aria-hidden="true">{conversation.unreadCount > 99 ? '99+' : conversation.unreadCount}</span>
            <span class="visually-hidden">{t('conversation.unread', { count: conversation.unreadCount })}</span>
          </span>
        ) : null}
      </a>
      <Menu label={t('conversation.menu', { name })} class="side-menu" items={items}>
        <Icon of={EllipsisVertical} />
      </Menu>
    </li>
  );
}
