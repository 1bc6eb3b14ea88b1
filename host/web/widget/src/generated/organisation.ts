import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
export type MakeOptional<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]?: Maybe<T[SubKey]> };
export type MakeMaybe<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]: Maybe<T[SubKey]> };
export type MakeEmpty<T extends { [key: string]: unknown }, K extends keyof T> = { [_ in K]?: never };
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** Any JSON value. Used where the shape is the page's or a plugin's to choose. */
  JSON: { input: unknown; output: unknown; }
  /** A moment in UTC, RFC 3339 with milliseconds: `2026-01-31T12:00:00.000Z`. */
  Time: { input: string; output: string; }
};

export type ActOnPanelInput = {
  /** The id of the button, form or tag picker. */
  block: Scalars['ID']['input'];
  conversationId?: InputMaybe<Scalars['ID']['input']>;
  /** The plugin's id. */
  plugin: Scalars['ID']['input'];
  queueId?: InputMaybe<Scalars['ID']['input']>;
  slot: Slot;
  /** An object: the form's values by the ids of its inputs, or what the button carries; 32 KiB at most. */
  values?: InputMaybe<Scalars['JSON']['input']>;
};

/** Who may send attachments in a queue's conversations. */
export type AttachmentPolicy =
  | 'AGENTS'
  | 'BOTH'
  | 'NOBODY';

/** Who may see an annotation. */
export type Audience =
  /** Members who may see the conversation. */
  | 'AGENTS'
  /** The customer too. */
  | 'EVERYONE';

/** The meaning of a callout. */
export type CalloutTone =
  | 'DANGER'
  | 'INFO'
  | 'SUCCESS'
  | 'WARNING';

export type ClaimInput = {
  /** A certain waiting conversation instead of the first in line. */
  conversationId?: InputMaybe<Scalars['ID']['input']>;
  queueId: Scalars['ID']['input'];
};

export type CloseQueueInput = {
  queueId: Scalars['ID']['input'];
};

/** Which conversations a list contains. */
export type ConversationList =
  /** All of the organisation, newest first. Operators and owners. */
  | 'ALL'
  /** Those that the caller serves, and their departed customers until hidden. */
  | 'MINE';

/** The state of a conversation. */
export type ConversationState =
  /** Claimed: the customer and the agent are talking. */
  | 'ACTIVE'
  /** The customer left, or was disconnected, before anybody claimed. */
  | 'DROPPED'
  /** Ended by either side; nobody can write any more. */
  | 'ENDED'
  /** Requested: the customer is waiting in the queue. */
  | 'WAITING';

export type CreateInvitationInput = {
  /** The only address that can accept it; without it, anyone with the link. */
  email?: InputMaybe<Scalars['String']['input']>;
  /** The queues that the new member will handle. */
  queueIds?: Array<Scalars['ID']['input']>;
  role?: Role;
};

export type CreateQueueInput = {
  /** 1 to 100,000; without it there is no limit. */
  capacity?: InputMaybe<Scalars['Int']['input']>;
  /** 1 to 100 characters on one line. */
  name: Scalars['String']['input'];
  settings?: InputMaybe<QueueSettingsInput>;
};

export type DisablePluginInput = {
  pluginId: Scalars['ID']['input'];
};

export type EnablePluginInput = {
  pluginId: Scalars['ID']['input'];
};

export type EndConversationInput = {
  conversationId: Scalars['ID']['input'];
  /** Agents only: hide it at once. */
  hide?: Scalars['Boolean']['input'];
};

export type EnqueueInput = {
  /** The first message: the agent sees it on claiming. */
  message?: InputMaybe<Scalars['String']['input']>;
  /** Metadata that the page declares; see `updateMetadata`. */
  metadata?: InputMaybe<Array<MetadatumInput>>;
  /** The customer's name for this and later conversations. */
  name?: InputMaybe<Scalars['String']['input']>;
  queueId: Scalars['ID']['input'];
};

export type HideConversationInput = {
  conversationId: Scalars['ID']['input'];
};

/** The on-screen keyboard for a text input, as HTML's `inputmode`. */
export type InputMode =
  | 'DECIMAL'
  | 'EMAIL'
  | 'NUMERIC'
  | 'TEL'
  | 'TEXT'
  | 'URL';

export type LeaveQueueInput = {
  conversationId: Scalars['ID']['input'];
};

export type MarkReadInput = {
  conversationId: Scalars['ID']['input'];
  upTo: Scalars['Int']['input'];
};

/** How a metadata value is kept and shown. */
export type MetadataKind =
  /** A group of values, such as a cart, shown collapsed. */
  | 'FOLDED'
  /** The page updates it during the conversation; the latest value of a key wins. */
  | 'LIVE'
  /** From the customer's own server, encrypted on the way. Shown with a lock. */
  | 'SECURE'
  /** Browser, screen, page, referrer, and where set the IP address. */
  | 'TECHNICAL';

/** The origin of a metadata value. */
export type MetadataOrigin =
  /** Answered by the customer. */
  | 'ANSWERED'
  /** Declared by the page. */
  | 'DECLARED'
  /** Added by a plugin. */
  | 'PLUGIN'
  /** Seen by the host, or proved by a key of the organisation. */
  | 'VERIFIED';

export type MetadatumInput = {
  /** 1 to 100 characters on one line. */
  key: Scalars['String']['input'];
  /** TECHNICAL, LIVE or FOLDED. */
  kind: MetadataKind;
  /** At most 4 KiB as JSON; null removes the key. */
  value?: InputMaybe<Scalars['JSON']['input']>;
};

export type OpenQueueInput = {
  queueId: Scalars['ID']['input'];
};

export type OrderQueuesInput = {
  queueIds: Array<Scalars['ID']['input']>;
};

/** One of the two parties of a conversation. */
export type Party =
  | 'AGENT'
  | 'VISITOR';

/** The level of a log line. */
export type PluginLevel =
  | 'DEBUG'
  | 'ERROR'
  | 'INFO'
  | 'WARNING';

/** A plugin's state in the organisation. */
export type PluginState =
  /** It isn't installed and could be enabled. */
  | 'AVAILABLE'
  /** It is installed and not active. */
  | 'DISABLED'
  /** It is active. */
  | 'ENABLED';

export type PrepareAttachmentInput = {
  conversationId: Scalars['ID']['input'];
  /** 1 to 255 characters on one line. */
  name: Scalars['String']['input'];
  /** The exact size; an upload of another size is refused. */
  sizeBytes: Scalars['Int']['input'];
};

/** Why a queue changed. */
export type QueueCause =
  /** Another member claimed a customer. */
  | 'CLAIMED_BY_PEER'
  /** The reader of this event claimed a customer. */
  | 'CLAIMED_BY_SELF'
  /** A waiting customer left or was disconnected. */
  | 'DROPPED'
  /** A person opened, closed or edited it. */
  | 'EDITED'
  /** A customer joined. */
  | 'REQUEST'
  /** The schedule opened or closed it. */
  | 'SCHEDULED'
  /** A customer was transferred to or from another queue. */
  | 'TRANSFERRED';

/** What happened in a queue. */
export type QueueEventKind =
  /** A customer was claimed. */
  | 'CLAIMED'
  | 'CLOSED'
  | 'CREATED'
  /** A waiting customer left or was disconnected. */
  | 'DROPPED'
  | 'EDITED'
  | 'OPENED'
  /** A customer joined the queue. */
  | 'REQUESTED'
  | 'RESUMED'
  | 'SUSPENDED'
  /** A customer was transferred from another queue. */
  | 'TRANSFERRED';

export type QueueSettingsInput = {
  attachments?: InputMaybe<AttachmentPolicy>;
  automaticIpAddress?: InputMaybe<Scalars['Boolean']['input']>;
  automaticUserAgent?: InputMaybe<Scalars['Boolean']['input']>;
  secureMetadata?: InputMaybe<SecureMetadataPolicy>;
  /** 1 to 3,650; null to keep transcripts. */
  transcriptRetentionDays?: InputMaybe<Scalars['Int']['input']>;
};

/** Whether a queue accepts customers. */
export type QueueState =
  | 'CLOSED'
  | 'OPEN'
  /** Accepts nobody, whether open or not, until an operator resumes it. */
  | 'SUSPENDED';

export type RemoveMemberInput = {
  memberId: Scalars['ID']['input'];
};

export type RemovePluginConnectionInput = {
  name: Scalars['String']['input'];
  pluginId: Scalars['ID']['input'];
};

export type RemovePluginInput = {
  pluginId: Scalars['ID']['input'];
};

export type RemoveQueueInput = {
  queueId: Scalars['ID']['input'];
};

export type RenameVisitorInput = {
  name: Scalars['String']['input'];
};

export type RevokeInvitationInput = {
  invitationId: Scalars['ID']['input'];
};

/** The role of a member; each role includes the rights of the one before it. */
export type Role =
  /** Sees the queues they handle; claims from them, opens and closes them. */
  | 'HANDLER'
  /** Also manages members, queues and settings, and reads history. */
  | 'OPERATOR'
  /** Also manages encryption keys and other owners. */
  | 'OWNER';

export type RollBackPluginInput = {
  pluginId: Scalars['ID']['input'];
};

/** How a queue treats secure metadata. */
export type SecureMetadataPolicy =
  /** It is discarded when given. */
  | 'IGNORED'
  /** It is accepted when given. */
  | 'OPTIONAL'
  /** A customer without it is refused. */
  | 'REQUIRED';

export type SendMessageInput = {
  /** Uploaded attachments of this conversation that aren't part of a message yet; at most 10. */
  attachmentIds?: Array<Scalars['ID']['input']>;
  /** A UUID that the client makes for each message, so that repeating is safe. */
  clientId: Scalars['ID']['input'];
  conversationId: Scalars['ID']['input'];
  /** At most 10,000 characters; may be left out when there are attachments. */
  text?: Scalars['String']['input'];
};

export type SetMemberQueuesInput = {
  memberId: Scalars['ID']['input'];
  /** At most 500. */
  queueIds: Array<Scalars['ID']['input']>;
};

export type SetPluginConnectionInput = {
  /** The header that the secret is sent in, such as `Authorization`; goes with `secret`. */
  header?: InputMaybe<Scalars['String']['input']>;
  /** One of the plugin's `connections`. */
  name: Scalars['String']['input'];
  pluginId: Scalars['ID']['input'];
  /** The header's whole value, of 1 to 4,096 visible ASCII characters. It can't be read back, and must be given with every change. */
  secret?: InputMaybe<Scalars['String']['input']>;
  /** An https address, optionally with a path; the plugin requests paths below it. 2,000 bytes at most. */
  url: Scalars['String']['input'];
};

export type SetQueueHandlersInput = {
  /** At most 10,000. */
  memberIds: Array<Scalars['ID']['input']>;
  queueId: Scalars['ID']['input'];
};

export type SetTypingInput = {
  conversationId: Scalars['ID']['input'];
  typing: Scalars['Boolean']['input'];
};

/** A place where plugins can show panels. */
export type Slot =
  /** Beside the message box. About a conversation. */
  | 'COMPOSER'
  /** Beside the customer's name. About a conversation. */
  | 'CONVERSATION_HEADER'
  /** In the tools. About a conversation. */
  | 'CONVERSATION_TOOLS'
  /** In the organisation's settings. Operators and owners. */
  | 'ORGANISATION_SETTINGS'
  /** In a member's own settings. */
  | 'PERSONAL_SETTINGS'
  /** On a queue's page. About a queue. */
  | 'QUEUE_PAGE'
  /** In a queue's settings. About a queue; operators and owners. */
  | 'QUEUE_SETTINGS'
  /** On the statistics page. Operators and owners. */
  | 'STATISTICS'
  /** In the widget, after the end. About a conversation; customers. */
  | 'WIDGET_AFTER'
  /** In the widget, before the customer waits. About a queue; customers. */
  | 'WIDGET_BEFORE_QUEUE'
  /** In the widget, while the queue is closed. About a queue; customers. */
  | 'WIDGET_CLOSED'
  /** In the widget, during the conversation. About a conversation; customers. */
  | 'WIDGET_CONVERSATION';

export type StartVisitorInput = {
  /** How long the session lasts without use, in seconds: 60 to 2,592,000 (30 days). Without it 24 hours, and pages should keep the token only as long as the browser's session. */
  idleSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** 1 to 100 characters on one line. */
  name?: InputMaybe<Scalars['String']['input']>;
};

export type UpdateMemberInput = {
  memberId: Scalars['ID']['input'];
  role: Role;
};

export type UpdateMetadataInput = {
  /** At most 50 at once. */
  changes: Array<MetadatumInput>;
  conversationId: Scalars['ID']['input'];
};

export type UpdateOrganisationInput = {
  /** 1 to 100 characters on one line. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Replaces the list; at most 50. https origins; http only for localhost, which is accepted on servers in development mode. */
  widgetOrigins?: InputMaybe<Array<Scalars['String']['input']>>;
};

export type UpdatePluginSettingsInput = {
  pluginId: Scalars['ID']['input'];
  /** An object that matches `settingsSchema`; what is left out gets its default. 16 KiB at most. */
  settings: Scalars['JSON']['input'];
};

export type UpdateQueueInput = {
  /** 1 to 100,000; null for no limit. */
  capacity?: InputMaybe<Scalars['Int']['input']>;
  name?: InputMaybe<Scalars['String']['input']>;
  queueId: Scalars['ID']['input'];
  settings?: InputMaybe<QueueSettingsInput>;
  /** True suspends the queue, whether open or not; false resumes it. */
  suspended?: InputMaybe<Scalars['Boolean']['input']>;
};

export type UpgradePluginInput = {
  /** Grants the permissions that the version asks for and that aren't granted yet. */
  grant?: Scalars['Boolean']['input'];
  pluginId: Scalars['ID']['input'];
  /** The version; the newest when left out. */
  version?: InputMaybe<Scalars['String']['input']>;
};

export type StandingFragment = { id: string, state: ConversationState, queueId: string, queueName: string, endedAt: string | null, endedBy: Party | null, place: number | null, lastSeq: number, agentReadSeq: number, visitorReadSeq: number, agent: { id: string, displayName: string } | null };

export type FileFragment = { id: string, name: string, contentType: string, sizeBytes: number, url: string, thumbnailUrl: string | null, width: number | null, height: number | null };

export type LineFragment = { seq: number, at: string, author: { __typename: 'Agent', id: string, displayName: string } | { __typename: 'HostAuthor' } | { __typename: 'PluginAuthor' } | { __typename: 'VisitorAuthor' }, content: { __typename: 'AnnotationContent', key: string, plugin: string, removed: boolean, note: string | null } | { __typename: 'ClaimContent', agent: { id: string, displayName: string } } | { __typename: 'DropContent', left: boolean } | { __typename: 'EndContent', by: Party | null } | { __typename: 'HideContent' } | { __typename: 'MessageContent', clientId: string, text: string, attachments: Array<{ id: string, name: string, contentType: string, sizeBytes: number, url: string, thumbnailUrl: string | null, width: number | null, height: number | null }> } | { __typename: 'MetadataContent' } | { __typename: 'NameContent' } | { __typename: 'PostContent', plugin: string, said: string } | { __typename: 'ReadContent', party: Party, upTo: number } | { __typename: 'RequestContent', queueName: string } | { __typename: 'RequeueContent' } | { __typename: 'TransferContent', toQueueId: string, toQueueName: string, reason: string | null } };

export type BeginQueryVariables = Exact<{ [key: string]: never; }>;


export type BeginQuery = { viewer: { __typename: 'Member' } | { __typename: 'Visitor', id: string, name: string | null, conversations: { nodes: Array<{ id: string, state: ConversationState }> } } | null, offeredQueues: Array<{ id: string, name: string, state: QueueState, takesFiles: boolean }> };

export type QueuesQueryVariables = Exact<{ [key: string]: never; }>;


export type QueuesQuery = { offeredQueues: Array<{ id: string, name: string, state: QueueState, takesFiles: boolean }> };

export type ConversationQueryVariables = Exact<{
  id: Scalars['ID']['input'];
  last: Scalars['Int']['input'];
  before?: InputMaybe<Scalars['String']['input']>;
}>;


export type ConversationQuery = { conversation: { id: string, state: ConversationState, queueId: string, queueName: string, endedAt: string | null, endedBy: Party | null, place: number | null, lastSeq: number, agentReadSeq: number, visitorReadSeq: number, entries: { nodes: Array<{ seq: number, at: string, author: { __typename: 'Agent', id: string, displayName: string } | { __typename: 'HostAuthor' } | { __typename: 'PluginAuthor' } | { __typename: 'VisitorAuthor' }, content: { __typename: 'AnnotationContent', key: string, plugin: string, removed: boolean, note: string | null } | { __typename: 'ClaimContent', agent: { id: string, displayName: string } } | { __typename: 'DropContent', left: boolean } | { __typename: 'EndContent', by: Party | null } | { __typename: 'HideContent' } | { __typename: 'MessageContent', clientId: string, text: string, attachments: Array<{ id: string, name: string, contentType: string, sizeBytes: number, url: string, thumbnailUrl: string | null, width: number | null, height: number | null }> } | { __typename: 'MetadataContent' } | { __typename: 'NameContent' } | { __typename: 'PostContent', plugin: string, said: string } | { __typename: 'ReadContent', party: Party, upTo: number } | { __typename: 'RequestContent', queueName: string } | { __typename: 'RequeueContent' } | { __typename: 'TransferContent', toQueueId: string, toQueueName: string, reason: string | null } }>, pageInfo: { hasPreviousPage: boolean, startCursor: string | null } }, agent: { id: string, displayName: string } | null } | null };

export type StartVisitorMutationVariables = Exact<{
  input: StartVisitorInput;
}>;


export type StartVisitorMutation = { startVisitor: { __typename: 'InvalidInput', message: string } | { __typename: 'VisitorStarted', token: string, visitor: { id: string } } };

export type EnqueueMutationVariables = Exact<{
  input: EnqueueInput;
}>;


export type EnqueueMutation = { enqueue: { __typename: 'Enqueued', conversation: { id: string } } | { __typename: 'InvalidInput', field: string, message: string } | { __typename: 'PluginRefused', message: string } | { __typename: 'QueueIsClosed', message: string } | { __typename: 'QueueIsFull', message: string } | { __typename: 'QueueIsSuspended', message: string } | { __typename: 'TooManyConversations', message: string } };

export type LeaveQueueMutationVariables = Exact<{
  input: LeaveQueueInput;
}>;


export type LeaveQueueMutation = { leaveQueue: { __typename: 'NotWaiting' } | { __typename: 'QueueLeft' } };

export type EndConversationMutationVariables = Exact<{
  input: EndConversationInput;
}>;


export type EndConversationMutation = { endConversation: { __typename: 'AlreadyEnded', message: string } | { __typename: 'ConversationEnded' } | { __typename: 'NotAllowed', message: string } | { __typename: 'PluginRefused', message: string } };

export type SendMessageMutationVariables = Exact<{
  input: SendMessageInput;
}>;


export type SendMessageMutation = { sendMessage: { __typename: 'ConversationOver', message: string } | { __typename: 'InvalidInput', message: string } | { __typename: 'MessageSent', entry: { seq: number } } | { __typename: 'PluginRefused', message: string } };

export type UpdateMetadataMutationVariables = Exact<{
  input: UpdateMetadataInput;
}>;


export type UpdateMetadataMutation = { updateMetadata: { __typename: 'ConversationOver' } | { __typename: 'InvalidInput' } | { __typename: 'MetadataUpdated' } };

export type LogSubscriptionVariables = Exact<{
  id: Scalars['ID']['input'];
  after: Scalars['Int']['input'];
}>;


export type LogSubscription = { conversation: { seq: number, at: string, author: { __typename: 'Agent', id: string, displayName: string } | { __typename: 'HostAuthor' } | { __typename: 'PluginAuthor' } | { __typename: 'VisitorAuthor' }, content: { __typename: 'AnnotationContent', key: string, plugin: string, removed: boolean, note: string | null } | { __typename: 'ClaimContent', agent: { id: string, displayName: string } } | { __typename: 'DropContent', left: boolean } | { __typename: 'EndContent', by: Party | null } | { __typename: 'HideContent' } | { __typename: 'MessageContent', clientId: string, text: string, attachments: Array<{ id: string, name: string, contentType: string, sizeBytes: number, url: string, thumbnailUrl: string | null, width: number | null, height: number | null }> } | { __typename: 'MetadataContent' } | { __typename: 'NameContent' } | { __typename: 'PostContent', plugin: string, said: string } | { __typename: 'ReadContent', party: Party, upTo: number } | { __typename: 'RequestContent', queueName: string } | { __typename: 'RequeueContent' } | { __typename: 'TransferContent', toQueueId: string, toQueueName: string, reason: string | null } } };

export type PlaceSubscriptionVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type PlaceSubscription = { place: { state: ConversationState, place: number | null } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const StandingFragmentDoc = new TypedDocumentString(`
    fragment Standing on Conversation {
  id
  state
  queueId
  queueName
  agent {
    id
    displayName
  }
  endedAt
  endedBy
  place
  lastSeq
  agentReadSeq
  visitorReadSeq
}
    `, {"fragmentName":"Standing"}) as unknown as TypedDocumentString<StandingFragment, unknown>;
export const FileFragmentDoc = new TypedDocumentString(`
    fragment File on Attachment {
  id
  name
  contentType
  sizeBytes
  url
  thumbnailUrl
  width
  height
}
    `, {"fragmentName":"File"}) as unknown as TypedDocumentString<FileFragment, unknown>;
export const LineFragmentDoc = new TypedDocumentString(`
    fragment Line on Entry {
  seq
  at
  author {
    __typename
    ... on Agent {
      id
      displayName
    }
  }
  content {
    __typename
    ... on RequestContent {
      queueName
    }
    ... on MessageContent {
      clientId
      text
      attachments {
        ...File
      }
    }
    ... on ClaimContent {
      agent {
        id
        displayName
      }
    }
    ... on ReadContent {
      party
      upTo
    }
    ... on TransferContent {
      toQueueId
      toQueueName
      reason
    }
    ... on EndContent {
      by
    }
    ... on DropContent {
      left
    }
    ... on AnnotationContent {
      key
      plugin
      removed
      note: text
    }
    ... on PostContent {
      plugin
      said: text
    }
  }
}
    fragment File on Attachment {
  id
  name
  contentType
  sizeBytes
  url
  thumbnailUrl
  width
  height
}`, {"fragmentName":"Line"}) as unknown as TypedDocumentString<LineFragment, unknown>;
export const BeginDocument = new TypedDocumentString(`
    query Begin {
  viewer {
    __typename
    ... on Visitor {
      id
      name
      conversations(first: 1) {
        nodes {
          id
          state
        }
      }
    }
  }
  offeredQueues {
    id
    name
    state
    takesFiles
  }
}
    `) as unknown as TypedDocumentString<BeginQuery, BeginQueryVariables>;
export const QueuesDocument = new TypedDocumentString(`
    query Queues {
  offeredQueues {
    id
    name
    state
    takesFiles
  }
}
    `) as unknown as TypedDocumentString<QueuesQuery, QueuesQueryVariables>;
export const ConversationDocument = new TypedDocumentString(`
    query Conversation($id: ID!, $last: Int!, $before: String) {
  conversation(id: $id) {
    ...Standing
    entries(last: $last, before: $before) {
      nodes {
        ...Line
      }
      pageInfo {
        hasPreviousPage
        startCursor
      }
    }
  }
}
    fragment Standing on Conversation {
  id
  state
  queueId
  queueName
  agent {
    id
    displayName
  }
  endedAt
  endedBy
  place
  lastSeq
  agentReadSeq
  visitorReadSeq
}
fragment File on Attachment {
  id
  name
  contentType
  sizeBytes
  url
  thumbnailUrl
  width
  height
}
fragment Line on Entry {
  seq
  at
  author {
    __typename
    ... on Agent {
      id
      displayName
    }
  }
  content {
    __typename
    ... on RequestContent {
      queueName
    }
    ... on MessageContent {
      clientId
      text
      attachments {
        ...File
      }
    }
    ... on ClaimContent {
      agent {
        id
        displayName
      }
    }
    ... on ReadContent {
      party
      upTo
    }
    ... on TransferContent {
      toQueueId
      toQueueName
      reason
    }
    ... on EndContent {
      by
    }
    ... on DropContent {
      left
    }
    ... on AnnotationContent {
      key
      plugin
      removed
      note: text
    }
    ... on PostContent {
      plugin
      said: text
    }
  }
}`) as unknown as TypedDocumentString<ConversationQuery, ConversationQueryVariables>;
export const StartVisitorDocument = new TypedDocumentString(`
    mutation StartVisitor($input: StartVisitorInput!) {
  startVisitor(input: $input) {
    __typename
    ... on VisitorStarted {
      token
      visitor {
        id
      }
    }
    ... on Problem {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<StartVisitorMutation, StartVisitorMutationVariables>;
export const EnqueueDocument = new TypedDocumentString(`
    mutation Enqueue($input: EnqueueInput!) {
  enqueue(input: $input) {
    __typename
    ... on Enqueued {
      conversation {
        id
      }
    }
    ... on InvalidInput {
      field
    }
    ... on Problem {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<EnqueueMutation, EnqueueMutationVariables>;
export const LeaveQueueDocument = new TypedDocumentString(`
    mutation LeaveQueue($input: LeaveQueueInput!) {
  leaveQueue(input: $input) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<LeaveQueueMutation, LeaveQueueMutationVariables>;
export const EndConversationDocument = new TypedDocumentString(`
    mutation EndConversation($input: EndConversationInput!) {
  endConversation(input: $input) {
    __typename
    ... on Problem {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<EndConversationMutation, EndConversationMutationVariables>;
export const SendMessageDocument = new TypedDocumentString(`
    mutation SendMessage($input: SendMessageInput!) {
  sendMessage(input: $input) {
    __typename
    ... on MessageSent {
      entry {
        seq
      }
    }
    ... on Problem {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<SendMessageMutation, SendMessageMutationVariables>;
export const UpdateMetadataDocument = new TypedDocumentString(`
    mutation UpdateMetadata($input: UpdateMetadataInput!) {
  updateMetadata(input: $input) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<UpdateMetadataMutation, UpdateMetadataMutationVariables>;
export const LogDocument = new TypedDocumentString(`
    subscription Log($id: ID!, $after: Int!) {
  conversation(id: $id, after: $after) {
    ...Line
  }
}
    fragment File on Attachment {
  id
  name
  contentType
  sizeBytes
  url
  thumbnailUrl
  width
  height
}
fragment Line on Entry {
  seq
  at
  author {
    __typename
    ... on Agent {
      id
      displayName
    }
  }
  content {
    __typename
    ... on RequestContent {
      queueName
    }
    ... on MessageContent {
      clientId
      text
      attachments {
        ...File
      }
    }
    ... on ClaimContent {
      agent {
        id
        displayName
      }
    }
    ... on ReadContent {
      party
      upTo
    }
    ... on TransferContent {
      toQueueId
      toQueueName
      reason
    }
    ... on EndContent {
      by
    }
    ... on DropContent {
      left
    }
    ... on AnnotationContent {
      key
      plugin
      removed
      note: text
    }
    ... on PostContent {
      plugin
      said: text
    }
  }
}`) as unknown as TypedDocumentString<LogSubscription, LogSubscriptionVariables>;
export const PlaceDocument = new TypedDocumentString(`
    subscription Place($id: ID!) {
  place(conversationId: $id) {
    state
    place
  }
}
    `) as unknown as TypedDocumentString<PlaceSubscription, PlaceSubscriptionVariables>;