// Notifies a person by a sound, a desktop notification or a number in the title, as their settings say.
import { computed, effect, signal } from '@preact/signals';
import type { NotificationKind } from '../generated/platform';
import { t } from '../i18n/i18n';
import { go } from '../route';
import type { Activity, ActivityEvent } from './activity';
import { organisation } from './organisation';
import { account } from './session';

/** Sounds closer together than this are played once. */
const SOUND_EVERY_MS = 1_500;

/** An event that somebody may want to be notified of. */
export interface Occasion {
  kind: NotificationKind;
  title: string;
  text: string;
  conversationId?: string;
  queueId?: string;
}

/** The notification for an event; null when there is none. */
export function occasionOf(event: ActivityEvent, before: Activity): Occasion | null {
  if (event.__typename === 'QueueChanged') {
    const { queue, cause, actor } = event;
    const isMore = queue.waitingCount > (before.queues.find(({ id }) => id === queue.id)?.waitingCount ?? 0);
    if (cause === 'REQUEST' && isMore) {
      return { kind: 'CUSTOMER_WAITING', title: t('notify.waiting'), text: queue.name, queueId: queue.id };
    }
    if (cause === 'CLAIMED_BY_PEER') {
      const title = t('notify.claimed', { name: actor?.displayName ?? t('someone') });
      return { kind: 'CLAIMED_BY_PEER', title, text: queue.name, queueId: queue.id };
    }
  }
  if (event.__typename === 'ConversationChanged') {
    const { conversation, entry } = event;
    if (entry?.author.__typename === 'VisitorAuthor' && entry.content.__typename === 'MessageContent') {
      const text = entry.content.text || t('notify.files', { count: entry.content.attachments.length });
      const title = conversation.customerName ?? t('customer.nameless');
      return { kind: 'CUSTOMER_MESSAGE', title, text, conversationId: conversation.id };
    }
  }
  return null;
}

/** Notifications counted in the title while the page wasn't visible. */
const missed = signal(0);

/** Notifies of an event of the sidebar. */
export function tell(event: ActivityEvent, before: Activity): void {
  const occasion = before.isKnown ? occasionOf(event, before) : null;
  const settings = account.peek()?.notifications;
  if (!occasion || !settings) return;
  const isPresent = document.visibilityState === 'visible' && document.hasFocus();
  if (isPresent && !settings.evenWhilePresent) return;
  const rule = settings.rules.find(({ kind }) => kind === occasion.kind);
  if (rule?.sound) play();
  if (rule?.titleBadge && !isPresent) missed.value += 1;
  if (rule?.desktop) show(occasion, settings.keepUntilClicked);
}

function show({ title, text, conversationId, queueId, kind }: Occasion, stays: boolean): void {
  if (!('Notification' in window) || Notification.permission !== 'granted') return;
  const slug = organisation.peek()?.slug;
  // One for each conversation or queue: a newer one replaces the older.
  const note = new Notification(title, { body: text.slice(0, 200), tag: `${kind}:${conversationId ?? queueId}`, requireInteraction: stays });
  note.onclick = () => {
    window.focus();
    note.close();
    if (slug && conversationId) go({ at: 'conversation', slug, id: conversationId });
    else if (slug && queueId) go({ at: 'queue', slug, id: queueId });
  };
}

let speaker: AudioContext | null = null;
let lastSound = -Infinity;

/** Two short soft tones. They are synthesised, so that there is no file to load. */
export function play(): void {
  if (performance.now() - lastSound < SOUND_EVERY_MS) return;
  lastSound = performance.now();
  try {
    speaker ??= new AudioContext();
    void speaker.resume();
    for (const [index, pitch] of [659, 880].entries()) {
      const start = speaker.currentTime + index * 0.14;
      const tone = speaker.createOscillator();
      const loudness = speaker.createGain();
      tone.frequency.value = pitch;
      loudness.gain.setValueAtTime(0, start);
      loudness.gain.linearRampToValueAtTime(0.12, start + 0.02);
      loudness.gain.exponentialRampToValueAtTime(0.001, start + 0.32);
      tone.connect(loudness).connect(speaker.destination);
      tone.start(start);
      tone.stop(start + 0.35);
    }
  } catch {
    // A browser without sound, or one that waits for a first press.
  }
}

/** The page's current title, without the number. */
export const pageTitle = signal('');

const title = computed(() => {
  const name = [pageTitle.value, 'Vuoro'].filter(Boolean).join(' · ');
  return missed.value > 0 ? `(${missed.value}) ${name}` : name;
});

/** Keeps the page's title up to date. */
export function watchTitle(): void {
  effect(() => {
    document.title = title.value;
  });
  const seen = () => {
    if (document.visibilityState === 'visible' && document.hasFocus()) missed.value = 0;
  };
  addEventListener('focus', seen);
  document.addEventListener('visibilitychange', seen);
}
