import { memo } from './memo';
import { clockTime, dateAndTime } from '@shared/i18n/format';
import { PlainText } from '@shared/text/PlainText';
import { CheckCheck } from 'lucide-preact';
import { Icon } from '@shared/ui/Icon';
import { t } from '../i18n/i18n';
import type { Row } from '../state/rows';
import { Files } from './Files';

type Props = { row: Row & { kind: 'message' }; isLastRead: boolean };

/** A message. Consecutive ones of the same sender show time and sender once; screen readers get them for each. */
export const Message = memo(
  function Message({ row, isLastRead }: Props) {
    const { entry, message, isMine, isFirst, isLast } = row;
    const author = entry.author.__typename === 'Agent' ? entry.author.displayName : entry.author.__typename === 'VisitorAuthor' ? entry.author.name : null;
    const who = author ?? t('customer.nameless');
    return (
      <article class={['message', isMine ? 'mine' : 'theirs', isFirst ? 'first' : '', isLast ? 'last' : ''].join(' ')}>
        <h3 class={isFirst ? 'message-who' : 'visually-hidden'}>
          <span>{who}</span> <time dateTime={entry.at} title={dateAndTime(entry.at)}>{clockTime(entry.at)}</time>
        </h3>
        {message.text === '' ? null : <p class={isOnlyEmoji(message.text) ? 'bubble emoji' : 'bubble'}><PlainText text={message.text} /></p>}
        <Files files={message.attachments} />
        {isLastRead ? (
          <p class="message-read">
            <Icon of={CheckCheck} size={14} /> {t('message.read')}
          </p>
        ) : null}
      </article>
    );
  },
  // The same entry renders the same; only the surrounding properties may differ.
  (one, other) =>
    one.row.entry === other.row.entry && one.row.isFirst === other.row.isFirst && one.row.isLast === other.row.isLast && one.isLastRead === other.isLastRead,
);

let emoji: RegExp | null = null;
try {
  // As a string, because browsers from before 2023 can't parse it and would fail to load this module.
  emoji = new RegExp('^(?:\\p{RGI_Emoji}\\s*){1,3}$', 'v');
} catch {
  // Emoji then stay as small as text.
}

/** A message of one to three emoji is shown larger. */
export function isOnlyEmoji(text: string): boolean {
  return text.length <= 40 && emoji?.test(text.trim()) === true;
}
