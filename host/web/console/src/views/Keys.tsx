import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { isComposing } from '@shared/ui/composition';
import { Dialog } from '@shared/ui/Dialog';
import { claimNext, queueToClaim } from '../queue/claim';
import type { Key } from '../i18n/i18n';
import { t } from '../i18n/i18n';
import { go, route } from '../route';
import type { Organisation } from '../state/organisation';
import { say } from '../state/notice';
import { keep, kept } from '../state/storage';
import { areToolsShown, showTools } from '../tools/shown';

export const isKeysPageOpen = signal(false);

/** The shortcuts, all with Alt, so that they don't conflict with screen readers. By position on the keyboard, not by letter. */
const KEYS: { code: string; shown: string; text: Key; run: (organisation: Organisation) => void }[] = [
  { code: 'ArrowDown', shown: '↓', text: 'keys.next', run: (organisation) => step(organisation, 1) },
  { code: 'ArrowUp', shown: '↑', text: 'keys.previous', run: (organisation) => step(organisation, -1) },
  { code: 'KeyN', shown: 'N', text: 'keys.claim', run: claim },
  { code: 'KeyK', shown: 'K', text: 'keys.composer', run: () => document.querySelector<HTMLElement>('[data-composer]')?.focus() },
  { code: 'KeyJ', shown: 'J', text: 'keys.tools', run: () => showTools(!areToolsShown.peek()) },
  { code: 'KeyL', shown: 'L', text: 'keys.filter', run: () => document.querySelector<HTMLElement>('.sidebar-filter input')?.focus() },
];

const QUESTION_OFF = 'question-key-off';

/** Listens to the keys. Returns a function that stops. */
export function watchKeys(organisation: Organisation): () => void {
  const pressed = (event: KeyboardEvent) => {
    if (event.defaultPrevented || isComposing(event) || event.ctrlKey || event.metaKey || document.querySelector('dialog[open]')) return;
    if (event.key === '?' && !event.altKey && !isField(event.target) && kept(QUESTION_OFF) !== true) {
      event.preventDefault();
      isKeysPageOpen.value = true;
      return;
    }
    const key = event.altKey && !event.shiftKey ? KEYS.find(({ code }) => code === event.code) : undefined;
    if (!key || isTyped(event)) return;
    event.preventDefault();
    key.run(organisation);
  };
  addEventListener('keydown', pressed);
  return () => removeEventListener('keydown', pressed);
}

/** Inputs that contain no text. */
const TEXTLESS: ReadonlySet<string> = new Set(['button', 'checkbox', 'color', 'file', 'image', 'radio', 'range', 'reset', 'submit']);

/** Whether keys write or choose something in this element. */
function isField(target: EventTarget | null): target is HTMLElement {
  if (target instanceof HTMLInputElement) return !TEXTLESS.has(target.type);
  return target instanceof HTMLElement && (target.matches('textarea, select') || target.isContentEditable);
}

/**
 * Whether a key with Alt belongs to a text that somebody writes. In a field with content it always does. In an empty field a shortcut
 * still works, unless the key types a letter, as Option does on a Mac and AltGr elsewhere.
 */
function isTyped(event: KeyboardEvent): boolean {
  const { target, key, code } = event;
  if (!isField(target)) return false;
  const isEmpty = (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) && target.value === '';
  if (!isEmpty || event.getModifierState('AltGraph')) return true;
  return code.startsWith('Key') && key.toUpperCase() !== code.slice(3);
}

function step(organisation: Organisation, by: 1 | -1): void {
  const { conversations } = organisation.activity.peek();
  const now = route.peek();
  const at = conversations.findIndex(({ id }) => now.at === 'conversation' && now.id === id);
  const next = at < 0 ? (by === 1 ? 0 : conversations.length - 1) : (at + by + conversations.length) % conversations.length;
  const conversation = conversations[next];
  if (conversation) go({ at: 'conversation', slug: organisation.slug, id: conversation.id });
}

function claim(organisation: Organisation): void {
  const now = route.peek();
  const queue = queueToClaim(organisation.activity.peek().queues, now.at === 'queue' ? now.id : null);
  if (queue) void claimNext(organisation, queue.id);
  else say(t('problem.QueueEmpty'));
}

/** The page that lists the shortcuts. */
export function KeysPage() {
  const [isOff, setOff] = useState(kept(QUESTION_OFF) === true);
  const alt = /Mac|iPhone|iPad/.test(navigator.platform) ? '⌥' : 'Alt';
  const rows: { keys: string[]; text: Key }[] = [
    ...KEYS.map(({ shown, text }) => ({ keys: [alt, shown], text })),
    { keys: ['Enter'], text: 'keys.send' },
    { keys: ['Shift', 'Enter'], text: 'keys.line' },
    { keys: ['Esc'], text: 'keys.leave' },
    { keys: ['/'], text: 'keys.completion' },
    { keys: ['?'], text: 'keys.this' },
  ];
  return (
    <Dialog title={t('keys.title')} onClose={() => (isKeysPageOpen.value = false)}>
      <dl class="keys">
        {rows.map(({ keys, text }) => (
          <div key={text}>
            <dt>{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
      </dl>
      <label class="choice">
        <input
          type="checkbox"
          checked={!isOff}
          onChange={(event) => {
            setOff(!event.currentTarget.checked);
            keep(QUESTION_OFF, event.currentTarget.checked ? null : true);
          }}
        />
        <span>{t('keys.question')}</span>
      </label>
    </Dialog>
  );
}
