// One organisation: its requests, and what its sidebar shows.
import { computed, signal } from '@preact/signals';
import type { HttpSettings, Request } from '@shared/client/http';
import { createRequest } from '@shared/client/http';
import { createSocket } from '@shared/client/socket';
import type { Outbox } from '@shared/chat/outbox';
import { language } from '@shared/i18n/i18n';
import { ActivityDocument, NowDocument } from '../generated/organisation';
import type { Activity, ActivityEvent } from './activity';
import { after, NOTHING } from './activity';
import { setServerTime } from './clock';
import { Drafts } from './drafts';
import { ConversationLog } from './log';
import { createOutbox } from './outbox';
import { sessionChanged } from './session';
import type { UnsentWork } from './unsent';
import { unsentOf } from './unsent';

/** Logs that are kept while others are shown, so that returning to them is instant. */
const LOGS_MAX = 12;
/** How often the server's time is requested. */
const CLOCK_EVERY_MS = 600_000;

/** An organisation that is open in the console. */
export class Organisation {
  readonly http: HttpSettings;
  readonly socket;
  readonly activity = signal<Activity>(NOTHING);
  /** The organisation doesn't exist, or the caller isn't a member. */
  readonly isForbidden = signal(false);
  /** The stream of the sidebar is over for good: the page is no longer updated. */
  readonly isStale = signal(false);
  readonly drafts: Drafts;
  readonly outbox: Outbox;
  readonly unsent: UnsentWork;
  /** Runs a query or mutation, only for the account that the page was opened for; an ended session leads to signing in. */
  readonly request: Request;

  readonly #logs = new Map<string, ConversationLog>();
  readonly #stop: (() => void)[] = [];

  constructor(
    readonly slug: string,
    accountId: string,
    onEvent: (event: ActivityEvent, before: Activity, organisation: Organisation) => void,
  ) {
    const path = `/o/${encodeURIComponent(slug)}/graphql`;
    this.http = { path, language: () => language.value, account: () => accountId, onSessionChanged: () => void sessionChanged() };
    this.socket = createSocket(this.http);
    this.request = createRequest(this.http);
    this.drafts = new Drafts(`${accountId}:${slug}`);
    this.outbox = createOutbox(`outbox:${accountId}:${slug}`, this.drafts, this.request, (id, entry) => this.#logs.get(id)?.take([entry]));
    this.unsent = unsentOf(`${accountId}:${slug}`, this.request, this.http);
    this.#stop.push(
      this.socket.subscribe(ActivityDocument, () => ({}), {
        next: ({ activity: event }) => {
          const before = this.activity.peek();
          this.activity.value = after(before, event);
          if (event.__typename === 'ActivitySnapshot') this.outbox.wake();
          if (event.__typename === 'ConversationGone') this.unsent.drop(event.conversationId);
          if (event.__typename === 'ConversationChanged' && event.conversation.state !== 'ACTIVE') this.unsent.over(event.conversation.id);
          onEvent(event, before, this);
        },
        failed: (failure) => {
          if (failure.kind === 'forbidden') this.isForbidden.value = true;
          else if (!failure.isOfSession) this.isStale.value = true;
        },
        // The rights of the session, or of the membership, have ended.
        ended: () => void sessionChanged(),
      }),
    );
    const askTime = () => void this.request(NowDocument).then(({ now }) => setServerTime(Date.parse(now)), () => {});
    const clock = setInterval(askTime, CLOCK_EVERY_MS);
    this.#stop.push(() => clearInterval(clock));
    askTime();
  }

  /** Whether the connection for subscriptions is up. */
  readonly isLive = computed(() => this.socket.state.value === 'open');

  /** Whether the caller may manage the organisation. */
  readonly isOperator = computed(() => {
    const role = this.activity.value.viewer?.role;
    return role === 'OPERATOR' || role === 'OWNER';
  });

  readonly isOwner = computed(() => this.activity.value.viewer?.role === 'OWNER');

  /** The log of a conversation, followed as long as it is among the most recently shown. */
  log(id: string): ConversationLog {
    let log = this.#logs.get(id);
    if (log) {
      this.#logs.delete(id);
    } else {
      log = new ConversationLog(id, this);
    }
    this.#logs.set(id, log);
    for (const [oldest, other] of this.#logs) {
      if (this.#logs.size <= LOGS_MAX) break;
      other.close();
      this.#logs.delete(oldest);
    }
    return log;
  }

  close(): void {
    for (const stop of this.#stop) stop();
    for (const log of this.#logs.values()) log.close();
    this.outbox.close();
    this.socket.close();
  }
}

/** The organisation that is open; null when none is. */
export const organisation = signal<Organisation | null>(null);
