// The panels: the hours beside a conversation, and the notice among the organisation's settings.
import type { Slot } from 'vuoro:plugin/panels@0.1.0';
import type { Context } from 'vuoro:plugin/types@0.1.0';
import { fail } from './errors';
import { NOTICE_CHARS_MAX, setNotice } from './notice';
import { hoursNow } from './now';
import { words } from './text';

/** A block of `schema/organisation/panel.graphql`. */
type Block = { type: string } & Record<string, unknown>;

/** What stands in a slot. */
interface View {
  blocks: Block[];
}

const FORM = 'notice-form';
const NOTICE = 'notice';

/** What a slot shows; null for a slot that this plugin has nothing for. */
export function render(context: Context, slot: Slot): View | null {
  const hours = hoursNow(context);
  const told = hours.notice === null ? hours.text : `${hours.text} ${hours.notice}`;
  const texts = words(context.language);
  switch (slot) {
    case 'conversation-tools':
      return {
        blocks: [
          { type: 'callout', tone: hours.open ? 'success' : 'warning', text: told },
          { type: 'copy-to-composer', label: texts.paste, text: told },
        ],
      };
    case 'organisation-settings': {
      const input: Block = {
        type: 'text-input',
        id: NOTICE,
        label: texts.notice,
        help: texts.noticeHelp,
        value: hours.notice ?? '',
        maxLength: NOTICE_CHARS_MAX,
      };
      const form: Block = { type: 'form', id: FORM, submitLabel: texts.save, blocks: [input] };
      return { blocks: [{ type: 'text', text: hours.text }, form] };
    }
    default:
      return null;
  }
}

/** The form of the settings was sent. */
export function act(context: Context, slot: Slot, input: string): { view: View | null; toast: string } {
  const { block, values } = JSON.parse(input) as { block: string; values?: { notice?: string | null } };
  if (block !== FORM) fail(`no block ${block}`);
  setNotice(context, values?.notice ?? '');
  return { view: render(context, slot), toast: words(context.language).saved };
}
