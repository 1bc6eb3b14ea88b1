// The sidebar's state: queues and conversations as the server reports them.
import type { ActivitySubscription, ConversationRowFragment, QueueRowFragment } from '../generated/organisation';

export type ActivityEvent = ActivitySubscription['activity'];
export type Queue = QueueRowFragment;
export type Conversation = ConversationRowFragment;
export type Viewer = Extract<ActivityEvent, { __typename: 'ActivitySnapshot' }>['viewer'];

export interface Activity {
  /** In the order of the sidebar. */
  queues: readonly Queue[];
  /** Newest request first. */
  conversations: readonly Conversation[];
  viewer: Viewer | null;
  /** False until the first snapshot. */
  isKnown: boolean;
}

export const NOTHING: Activity = { queues: [], conversations: [], viewer: null, isKnown: false };

/** The state after an event. */
export function after(before: Activity, event: ActivityEvent): Activity {
  switch (event.__typename) {
    case 'ActivitySnapshot':
      return { queues: event.queues, conversations: event.conversations, viewer: event.viewer, isKnown: true };
    case 'QueueChanged':
      return { ...before, queues: withQueue(before.queues, event.queue) };
    case 'QueueGone':
      return { ...before, queues: before.queues.filter(({ id }) => id !== event.queueId) };
    case 'ConversationChanged':
      return { ...before, conversations: withConversation(before.conversations, event.conversation) };
    case 'ConversationGone':
      return { ...before, conversations: before.conversations.filter(({ id }) => id !== event.conversationId) };
    case 'MemberChanged':
      return { ...before, viewer: event.viewer };
  }
}

/** The list with a conversation added or replaced. */
export function withConversation(list: readonly Conversation[], conversation: Conversation): readonly Conversation[] {
  if (list.some(({ id }) => id === conversation.id)) {
    return list.map((each) => (each.id === conversation.id ? conversation : each));
  }
  return [conversation, ...list].sort((one, other) => Date.parse(other.requestedAt) - Date.parse(one.requestedAt));
}

function withQueue(list: readonly Queue[], queue: Queue): readonly Queue[] {
  return [...list.filter(({ id }) => id !== queue.id), queue].sort((one, other) => one.position - other.position);
}

/** How long the first customer in a queue has waited at a moment of the server's time; null when nobody is waiting. */
export function waitedMs(queue: Queue, now: number): number | null {
  return queue.firstWaitingSince === null ? null : now - Date.parse(queue.firstWaitingSince);
}
