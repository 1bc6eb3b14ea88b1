// A conversation as it grows: its entries, its metadata, and how far each party has read.
import { signal } from '@preact/signals';
import type { Request } from '@shared/client/http';
import { RequestFailure } from '@shared/client/failure';
import type { Socket } from '@shared/client/socket';
import { ReadTeller } from '@shared/chat/read';
import { TypingHeard } from '@shared/chat/typing';
import { unhandled } from '@shared/never';
import { TypingDocument } from '@shared/generated/organisation';
import type { ConversationQuery, DatumFragment, LogEntryFragment } from '../generated/organisation';
import { ConversationDocument, LogDocument, OlderEntriesDocument } from '../generated/organisation';

export type LogEntry = LogEntryFragment;
export type Datum = DatumFragment;
type Details = Omit<NonNullable<ConversationQuery['conversation']>, 'entries'>;

/** When unread messages begin further back than this many entries, the conversation opens at its end instead. */
const UNREAD_ENTRIES_MAX = 1_000;
/** How long after the first change that panels may depend on they are loaded again: changes come in bursts. */
const PANELS_AFTER_MS = 250;

/** What a log needs of its organisation. */
export interface Around {
  request: Request;
  socket: Pick<Socket, 'subscribe'>;
}

export class ConversationLog {
  readonly state = signal<'loading' | 'ready' | 'failed' | 'gone'>('loading');
  readonly details = signal<Details | null>(null);
  /** By number, each once. Older ones may not be loaded. */
  readonly entries = signal<readonly LogEntry[]>([]);
  readonly hasOlder = signal(false);
  readonly isLoadingOlder = signal(false);
  readonly #typing = new TypingHeard();
  readonly isCustomerTyping = this.#typing.isTyping;
  /** Older entries were requested and couldn't be loaded. */
  readonly isOlderMissing = signal(false);
  /** The stream of entries is over for good: the log stays as it is until somebody tries again. */
  readonly isStale = signal(false);
  /** Counts changes that panels of plugins may show. */
  readonly panelsVersion = signal(0);

  #stop: (() => void)[] = [];
  #panels: ReturnType<typeof setTimeout> | undefined;
  #cursor: string | null = null;
  /** Up to this number nothing is missing. The person's own entry may arrive before what others wrote ahead of it. */
  #completeTo = 0;
  #older: Promise<void> | null = null;
  readonly #reading: ReadTeller;
  #isClosed = false;

  constructor(
    readonly id: string,
    private readonly around: Around,
  ) {
    this.#reading = new ReadTeller(around.request);
    void this.load();
  }

  /** Loads the conversation and follows it from there. */
  async load(): Promise<void> {
    this.state.value = 'loading';
    try {
      const { conversation } = await this.around.request(ConversationDocument, { id: this.id });
      if (this.#isClosed) return;
      if (!conversation) {
        this.state.value = 'gone';
        return;
      }
      const { entries, ...details } = conversation;
      this.details.value = details;
      this.#reading.begin(details.agentReadSeq);
      // A log that is loaded again continues where it stopped, because more may have arrived than one page holds.
      if (this.#completeTo === 0) {
        this.hasOlder.value = entries.pageInfo.hasPreviousPage;
        this.#cursor = entries.pageInfo.startCursor;
        this.take(entries.nodes, true);
        this.#completeTo = entries.nodes.at(-1)?.seq ?? 0;
        await this.#loadUnread(details);
        if (this.#isClosed) return;
      }
      this.state.value = 'ready';
      this.#follow();
    } catch (error) {
      if (this.#isClosed) return;
      const isGone = error instanceof RequestFailure && error.kind === 'forbidden';
      this.state.value = isGone ? 'gone' : 'failed';
    }
  }

  /** Loads back to the first unread message. What fails here is loaded later by scrolling. */
  async #loadUnread({ state, agentReadSeq, lastSeq }: Details): Promise<void> {
    if (state !== 'ACTIVE' || lastSeq - agentReadSeq > UNREAD_ENTRIES_MAX) return;
    for (let first = Infinity; !this.#reaches(agentReadSeq + 1) && this.#firstSeq < first; ) {
      first = this.#firstSeq;
      await this.loadOlder();
    }
  }

  get #firstSeq(): number {
    return this.entries.peek()[0]?.seq ?? 0;
  }

  /** Whether the entry with a number is loaded, with all that follow. */
  #reaches(seq: number): boolean {
    return !this.hasOlder.peek() || this.#firstSeq <= seq;
  }

  #follow(): void {
    this.close();
    this.#isClosed = false;
    this.isStale.value = false;
    this.#stop.push(
      this.around.socket.subscribe(LogDocument, () => ({ id: this.id, after: this.#completeTo }), {
        next: ({ conversation: entry }) => {
          this.#completeTo = Math.max(this.#completeTo, entry.seq);
          this.take([entry]);
        },
        failed: (failure) => {
          if (failure.kind === 'forbidden') this.state.value = 'gone';
          // A failure of the session concerns the whole page, which finds out who is signed in.
          else if (!failure.isOfSession) this.isStale.value = true;
        },
        ended: () => (this.isStale.value = true),
      }),
      this.around.socket.subscribe(TypingDocument, () => ({ id: this.id }), {
        next: ({ typing }) => {
          if (typing.party === 'VISITOR') this.#typing.heard(typing.typing);
        },
      }),
    );
  }

  /** Adds entries in any order; known ones change nothing. */
  take(entries: readonly LogEntry[], areLoaded = false): void {
    const before = this.entries.peek();
    const known = new Set(before.map(({ seq }) => seq));
    const fresh = entries.filter(({ seq }) => !known.has(seq));
    if (fresh.length === 0) return;
    this.entries.value = [...before, ...fresh].sort((one, other) => one.seq - other.seq);
    if (areLoaded) return;
    for (const entry of fresh) this.#apply(entry);
  }

  /** The effect of an entry outside of the log. */
  #apply({ author, content }: LogEntry): void {
    const details = this.details.peek();
    if (!details) return;
    switch (content.__typename) {
      case 'MessageContent':
        if (author.__typename === 'VisitorAuthor') this.#typing.heard(false);
        break;
      case 'MetadataContent':
        this.details.value = { ...details, metadata: changed(details.metadata ?? [], content.changes) };
        this.#touchPanels();
        break;
      case 'AnnotationContent':
        this.#touchPanels();
        break;
      case 'NameContent':
        this.details.value = { ...details, customerName: content.name };
        break;
      case 'ReadContent':
        this.details.value =
          content.party === 'VISITOR'
            ? { ...details, visitorReadSeq: Math.max(details.visitorReadSeq, content.upTo) }
            : { ...details, agentReadSeq: Math.max(details.agentReadSeq, content.upTo) };
        break;
      case 'ClaimContent':
        this.details.value = { ...details, state: 'ACTIVE', agent: content.agent };
        this.#touchPanels();
        break;
      case 'RequeueContent':
        this.details.value = { ...details, state: 'WAITING', agent: null };
        break;
      case 'TransferContent':
        this.details.value = { ...details, state: 'WAITING', agent: null, queueId: content.toQueueId, queueName: content.toQueueName };
        break;
      case 'EndContent':
        this.#typing.heard(false);
        this.details.value = { ...details, state: 'ENDED', endedBy: content.by };
        this.#touchPanels();
        break;
      case 'DropContent':
        this.details.value = { ...details, state: 'DROPPED' };
        break;
      case 'HideContent':
        this.details.value = { ...details, hidden: true };
        break;
      case 'RequestContent':
      case 'PostContent':
        break;
      default:
        unhandled(content, undefined);
    }
  }

  /** Loads the entries before the loaded ones; once at a time. */
  loadOlder(): Promise<void> {
    this.#older ??= this.#loadOlder().finally(() => (this.#older = null));
    return this.#older;
  }

  async #loadOlder(): Promise<void> {
    if (!this.hasOlder.peek() || this.#cursor === null) return;
    this.isLoadingOlder.value = true;
    this.isOlderMissing.value = false;
    try {
      const { conversation } = await this.around.request(OlderEntriesDocument, { id: this.id, before: this.#cursor });
      if (conversation) {
        const { nodes, pageInfo } = conversation.entries;
        this.#cursor = pageInfo.startCursor;
        this.hasOlder.value = pageInfo.hasPreviousPage;
        this.take(nodes, true);
      }
    } catch {
      this.isOlderMissing.value = true;
    } finally {
      this.isLoadingOlder.value = false;
    }
  }

  /** The number of the first unread message; null when there is none, or it isn't loaded. */
  get firstUnreadSeq(): number | null {
    const details = this.details.peek();
    if (details?.state !== 'ACTIVE' || !this.#reaches(details.agentReadSeq + 1)) return null;
    return this.entries.peek().find((entry) => entry.seq > details.agentReadSeq && isTheirs(entry))?.seq ?? null;
  }

  /** Marks everything that the customer wrote as read. Only that counts, because a read mark is an entry too and would cause the next. */
  markRead(): void {
    const upTo = this.entries.peek().findLast(isTheirs)?.seq ?? 0;
    const details = this.details.peek();
    if (details?.state === 'ACTIVE') this.#reading.tell(this.id, upTo);
  }

  #touchPanels(): void {
    clearTimeout(this.#panels);
    this.#panels = setTimeout(() => (this.panelsVersion.value += 1), PANELS_AFTER_MS);
  }

  close(): void {
    this.#isClosed = true;
    this.#typing.heard(false);
    clearTimeout(this.#panels);
    for (const stop of this.#stop) stop();
    this.#stop = [];
  }
}

/** Whether the customer wrote it. */
function isTheirs({ author, content }: LogEntry): boolean {
  return author.__typename === 'VisitorAuthor' && content.__typename === 'MessageContent';
}

/** Metadata with changes applied: the latest value of a key wins, and null removes the key. */
export function changed(before: readonly Datum[], changes: readonly Datum[]): Datum[] {
  const isSame = (one: Datum, other: Datum) => one.kind === other.kind && one.key === other.key;
  const rest = before.filter((each) => !changes.some((change) => isSame(each, change)));
  const added = changes.filter(({ value }) => value !== null);
  return [...rest, ...added].sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0));
}
