// The customer's side of the chat: its state and its actions, without its appearance.
import { batch, computed, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { RequestFailure } from '@shared/client/failure';
import { createRequest } from '@shared/client/http';
import type { HttpSettings, Request } from '@shared/client/http';
import { createSocket } from '@shared/client/socket';
import { Outbox } from '@shared/chat/outbox';
import type { Pending, Refusal as MessageRefusal, Unsent } from '@shared/chat/outbox';
import { ReadTeller } from '@shared/chat/read';
import { TypingHeard, TypingTeller } from '@shared/chat/typing';
import { Uploads } from '@shared/chat/uploads';
import {
  BeginDocument, ConversationDocument, EndConversationDocument, EnqueueDocument, LeaveQueueDocument, QueuesDocument,
  SendMessageDocument, StartVisitorDocument,
} from '../generated/organisation';
import type { BeginQuery } from '../generated/organisation';
import type { Keep } from './keep';
import { begin, confirmedOf, isForCustomer, isNews, isOver, prepend, take, unreadOf, wasSaid } from './log';
import type { Line, Talk } from './log';
import { changesOf, CHANGES_MAX, technical } from './metadata';
import type { Values } from './metadata';
import { createTelling } from './telling';
import { watch } from './watch';
import type { Watch } from './watch';

/** Entries loaded at once, read marks included: as many as the server returns. */
const PAGE = 100;
/** How often a customer who can't join checks whether the queue has opened. */
const LOOK_EVERY_MS = 20_000;
const RETRY_MS = 5_000;

export type Queue = BeginQuery['offeredQueues'][number];
/** Why a customer can't join. `message` is a plugin's, in their language. */
export type Refusal = { why: 'closed' | 'full' | 'suspended' | 'too-many' | 'failed' | 'name' | 'message' } | { why: 'plugin'; message: string };

export interface ChatSettings {
  organisation: string;
  /** The queue to join; null lets the customer choose. */
  queue: string | null;
  /** How long the session lasts without use; null for as long as the tab. */
  idleSeconds: number | null;
  language: () => string;
  keep: Keep;
}

export interface Chat {
  request: Request;
  settings: HttpSettings;
  /** The first request: nothing is known before it, and nothing works when it fails. */
  beginning: ReadonlySignal<'loading' | 'failed' | 'done'>;
  /** The queues that can be joined here, open or not. */
  queues: ReadonlySignal<readonly Queue[]>;
  talk: ReadonlySignal<Talk | null>;
  isAgentTyping: ReadonlySignal<boolean>;
  isOnline: ReadonlySignal<boolean>;
  /** The stream of the conversation is over for good: `begin` starts another. */
  isStale: ReadonlySignal<boolean>;
  /** The conversation that was shown has gone, because its session has ended; until another begins. */
  isSessionOver: ReadonlySignal<boolean>;
  unread: ReadonlySignal<number>;
  outbox: Outbox;
  uploads: Uploads;
  /** Whether files may be sent. */
  takesFiles: ReadonlySignal<boolean>;
  /** Whether there is a session, so that plugins can be asked. */
  isKnown: ReadonlySignal<boolean>;
  /** Called for each new entry that the customer wants to hear of. Returns a function that stops. */
  onNews: (heard: (line: Line) => void) => () => void;
  begin: () => Promise<void>;
  /** Begins a session when there is none. Throws a `RequestFailure`. */
  meet: () => Promise<void>;
  enter: (queue: string, name: string, message: string) => Promise<Refusal | null>;
  leave: () => Promise<boolean>;
  end: () => Promise<boolean>;
  /** Returns to the welcome view after the end. */
  startOver: () => void;
  /** Sends a text with the chosen files; false when there is nothing to send yet. */
  say: (text: string) => boolean;
  typing: TypingTeller;
  /** The customer sees the newest entries. */
  seen: () => void;
  /** Loads the page before the first loaded entry. Throws a `RequestFailure`. */
  loadEarlier: () => Promise<void>;
  /** Sets values that the page passes. */
  tell: (values: Values) => void;
  draft: () => string;
  keepDraft: (text: string) => void;
}

export function createChat({ organisation, queue, idleSeconds, language, keep }: ChatSettings): Chat {
  const path = `/o/${organisation}/graphql`;
  const token = () => keep.read().token;
  const settings: HttpSettings = { path, language, token };
  const request = createRequest(settings);
  const socket = createSocket({ path, token });

  const beginning = signal<'loading' | 'failed' | 'done'>('loading');
  const offered = signal<readonly Queue[]>([]);
  const talk = signal<Talk | null>(null);
  const agentTyping = new TypingHeard();
  const hasNetwork = signal(navigator.onLine);
  const isKnown = signal(false);
  const isStale = signal(false);
  const isSessionOver = signal(false);
  const news = new Set<(line: Line) => void>();

  let following: Watch | null = null;
  const reading = new ReadTeller(request);
  let meeting: Promise<void> | null = null;

  const queues = computed(() => offered.value.filter(({ id }) => queue === null || id === queue));
  const isOnline = computed(() => hasNetwork.value && (talk.value === null || isOver(talk.value) || socket.state.value !== 'waiting'));
  const shelf = {
    read: () => keep.read().unsent,
    // In one write, so that a reload finds the text either in the composer or in the outbox, never in both.
    write: (pending: readonly Pending[], written: Unsent | null) => keep.write({ unsent: pending, ...(written ? { draft: '' } : {}) }),
  };
  const outbox = new Outbox(shelf, send);
  const telling = createTelling(request, keep, () => talk.peek());
  const uploads = new Uploads(request, settings, () => talk.peek()?.standing.id ?? null);
  const typing = new TypingTeller(request, () => (talk.peek()?.standing.state === 'ACTIVE' ? (talk.peek()?.standing.id ?? null) : null));

  async function send({ clientId, conversationId, text, files }: Unsent): Promise<MessageRefusal | null> {
    const attachmentIds = files.map(({ id }) => id);
    const { sendMessage } = await request(SendMessageDocument, { input: { conversationId, clientId, text, attachmentIds } });
    if (sendMessage.__typename === 'MessageSent') return null;
    return { problem: sendMessage.__typename, reason: sendMessage.__typename === 'PluginRefused' ? sendMessage.message : null };
  }

  function update(next: Talk) {
    batch(() => {
      talk.value = next;
      outbox.confirm(confirmedOf(next));
      if (next.standing.state !== 'ACTIVE') agentTyping.heard(false);
    });
    following?.waits(next.standing.state === 'WAITING');
    if (isOver(next)) uploads.drop();
  }

  function hear(line: Line) {
    const before = talk.peek();
    if (!before) return;
    const next = take(before, line);
    if (next === before) return;
    if (line.content.__typename === 'MessageContent' && line.author.__typename === 'Agent') agentTyping.heard(false);
    update(next);
    if (isNews(line)) for (const heard of news) heard(line);
  }

  /** Shows a conversation and follows it. False when it doesn't exist any more. */
  async function follow(id: string): Promise<boolean> {
    const { conversation } = await request(ConversationDocument, { id, last: PAGE });
    if (!conversation) return false;
    following?.stop();
    following = null;
    const loaded = begin(conversation);
    const { entering, draft } = keep.read();
    if (entering !== null) keep.write({ entering: null, draft: wasSaid(loaded, entering) && draft.trim() === entering ? '' : draft });
    reading.begin(loaded.standing.visitorReadSeq);
    keep.write({ conversation: id });
    if (!isOver(loaded)) {
      following = watch(socket, id, {
        lastSeq: () => talk.peek()?.lines.at(-1)?.seq ?? 0,
        line: hear,
        place: (place) => {
          const now = talk.peek();
          if (now && now.standing.place !== place) update({ ...now, standing: { ...now.standing, place } });
        },
        typing: (isTyping) => agentTyping.heard(isTyping),
        failed: ({ kind }) => {
          if (kind === 'unauthenticated' || kind === 'forbidden') forget();
          else isStale.value = true;
        },
      });
    }
    batch(() => {
      isStale.value = false;
      isSessionOver.value = false;
      update(loaded);
    });
    telling.soon();
    return true;
  }

  /** The session is over: its conversations can't be reached any more. Messages that weren't sent become drafts again. */
  function forget() {
    following?.stop();
    following = null;
    const unsent = outbox.pending.peek().map(({ text }) => text);
    const draft = [...unsent, keep.read().draft].filter((text) => text !== '').join('\n');
    outbox.drop();
    uploads.drop();
    keep.write({ token: null, conversation: null, draft, entering: null, told: {} });
    batch(() => {
      isSessionOver.value ||= talk.value !== null;
      isStale.value = false;
      talk.value = null;
      isKnown.value = false;
    });
  }

  /** Finds out the state of the session and shows its conversation. Throws a `RequestFailure`. */
  async function resume() {
    const { viewer, offeredQueues } = await request(BeginDocument);
    offered.value = offeredQueues;
    if (viewer?.__typename === 'Visitor') {
      isKnown.value = true;
      const newest = viewer.conversations.nodes[0];
      const isOpen = newest?.state === 'WAITING' || newest?.state === 'ACTIVE';
      const id = isOpen ? newest.id : keep.read().conversation;
      if (id !== null && !(await follow(id))) keep.write({ conversation: null });
    } else if (token() !== null) {
      forget();
    }
    keep.write({ entering: null });
  }

  async function start() {
    beginning.value = 'loading';
    try {
      await resume();
      beginning.value = 'done';
    } catch {
      beginning.value = 'failed';
      setTimeout(() => {
        if (beginning.peek() === 'failed') void start();
      }, RETRY_MS);
    }
  }

  async function meet() {
    if (isKnown.peek()) return;
    meeting ??= (async () => {
      const { startVisitor } = await request(StartVisitorDocument, { input: idleSeconds === null ? {} : { idleSeconds } });
      if (startVisitor.__typename !== 'VisitorStarted') throw new RequestFailure('refused', startVisitor.message);
      keep.write({ token: startVisitor.token, told: {} });
      isKnown.value = true;
    })().finally(() => (meeting = null));
    return meeting;
  }

  async function look() {
    try {
      offered.value = (await request(QueuesDocument)).offeredQueues;
    } catch {
      // The next check may succeed.
    }
  }

  async function enter(queueId: string, name: string, message: string): Promise<Refusal | null> {
    try {
      // The answer to an earlier request was lost. If it was accepted, another one would join the queue a second time.
      if (keep.read().entering !== null) {
        await resume();
        if (talk.peek() !== null) return null;
      }
      await meet();
      const known = technical(window);
      const { changes, told } = changesOf(telling.values(), {});
      const metadata = [...known, ...changes].slice(0, CHANGES_MAX);
      // Kept until the outcome is known: when the answer is lost, the log shows whether the message was accepted.
      keep.write({ entering: message });
      const input = { queueId, metadata, ...(name ? { name } : {}), ...(message ? { message } : {}) };
      const { enqueue: said } = await request(EnqueueDocument, { input });
      // An accepted message is known once its conversation is loaded.
      if (said.__typename !== 'Enqueued') keep.write({ entering: null });
      switch (said.__typename) {
        case 'Enqueued':
          keep.write({ draft: '', told: known.length + changes.length > CHANGES_MAX ? {} : told });
          await follow(said.conversation.id);
          return null;
        case 'QueueIsClosed':
        case 'QueueIsSuspended':
          await look();
          return { why: said.__typename === 'QueueIsClosed' ? 'closed' : 'suspended' };
        case 'QueueIsFull':
          return { why: 'full' };
        case 'TooManyConversations':
          await start();
          return { why: 'too-many' };
        case 'InvalidInput':
          return { why: said.field === 'name' || said.field === 'message' ? said.field : 'failed' };
        case 'PluginRefused':
          return { why: 'plugin', message: said.message };
      }
    } catch (error) {
      // The session was ended elsewhere: the next try begins a new one.
      if (error instanceof RequestFailure && (error.kind === 'unauthenticated' || error.kind === 'forbidden')) forget();
      return { why: 'failed' };
    }
  }

  /** Runs an action that ends a conversation; true when it succeeded. Its change arrives with the log. */
  async function finish(work: (conversationId: string) => Promise<{ __typename: string }>, fine: readonly string[]): Promise<boolean> {
    const id = talk.peek()?.standing.id;
    if (id === undefined) return true;
    try {
      return fine.includes((await work(id)).__typename);
    } catch {
      return false;
    }
  }

  function startOver() {
    following?.stop();
    following = null;
    outbox.drop();
    uploads.drop();
    keep.write({ conversation: null, draft: '', entering: null, told: {} });
    batch(() => {
      isStale.value = false;
      talk.value = null;
    });
    void look();
  }

  function hurry() {
    hasNetwork.value = navigator.onLine;
    if (!navigator.onLine) return;
    socket.wake();
    outbox.wake();
    if (beginning.peek() === 'failed') void start();
  }

  window.addEventListener('online', hurry);
  window.addEventListener('offline', hurry);
  socket.state.subscribe((state) => {
    if (state === 'open') outbox.wake();
  });
  setInterval(() => {
    if (beginning.peek() === 'done' && talk.peek() === null && document.visibilityState === 'visible') void look();
  }, LOOK_EVERY_MS);

  return {
    request,
    settings,
    beginning,
    queues,
    talk,
    isAgentTyping: agentTyping.isTyping,
    isOnline,
    isStale,
    isSessionOver,
    unread: computed(() => (talk.value ? unreadOf(talk.value) : 0)),
    outbox,
    uploads,
    takesFiles: computed(() => offered.value.find(({ id }) => id === talk.value?.standing.queueId)?.takesFiles ?? true),
    isKnown,
    onNews: (heard) => {
      news.add(heard);
      return () => news.delete(heard);
    },
    begin: start,
    meet,
    enter,
    leave: () =>
      finish(async (conversationId) => {
        const { leaveQueue } = await request(LeaveQueueDocument, { input: { conversationId } });
        if (leaveQueue.__typename === 'QueueLeft') startOver();
        return leaveQueue;
      }, ['QueueLeft', 'NotWaiting']),
    end: () =>
      finish(
        async (conversationId) => (await request(EndConversationDocument, { input: { conversationId, hide: false } })).endConversation,
        ['ConversationEnded', 'AlreadyEnded'],
      ),
    startOver,
    say: (text) => {
      const now = talk.peek();
      // Before the files are taken, because otherwise they would belong to no message.
      if (!now || isOver(now) || outbox.isFull) return false;
      const attachments = uploads.take();
      if (attachments === null || (text.trim() === '' && attachments.length === 0)) return false;
      typing.sent();
      return outbox.add(now.standing.id, text.trim(), attachments);
    },
    typing,
    seen: () => {
      const now = talk.peek();
      const upTo = now?.lines.findLast(isForCustomer)?.seq ?? 0;
      if (!now || upTo <= now.standing.visitorReadSeq) return;
      talk.value = { ...now, standing: { ...now.standing, visitorReadSeq: upTo } };
      // After the end nobody waits for read marks.
      if (!isOver(now)) reading.tell(now.standing.id, upTo);
    },
    loadEarlier: async () => {
      const now = talk.peek();
      if (!now || now.earlier === null) return;
      const { conversation } = await request(ConversationDocument, { id: now.standing.id, last: PAGE, before: now.earlier });
      // It existed a moment ago; in any case its messages can't be loaded.
      if (!conversation) throw new RequestFailure('forbidden', 'The conversation is gone.');
      const latest = talk.peek();
      if (latest?.earlier === now.earlier) talk.value = prepend(latest, conversation);
    },
    tell: telling.add,
    draft: () => keep.read().draft,
    keepDraft: (draft) => keep.write({ draft }),
  };
}
