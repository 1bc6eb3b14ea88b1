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

export type QueueRowFragment = { id: string, name: string, position: number, state: QueueState, capacity: number | null, waitingCount: number, firstWaitMs: number | null, firstWaitingSince: string | null };

export type ConversationRowFragment = { id: string, state: ConversationState, queueId: string, queueName: string, customerName: string | null, requestedAt: string, claimedAt: string | null, endedAt: string | null, endedBy: Party | null, hidden: boolean | null, lastSeq: number, unreadCount: number, agent: { id: string, displayName: string } | null };

export type ActivitySubscriptionVariables = Exact<{ [key: string]: never; }>;


export type ActivitySubscription = { activity: { __typename: 'ActivitySnapshot', queues: Array<{ id: string, name: string, position: number, state: QueueState, capacity: number | null, waitingCount: number, firstWaitMs: number | null, firstWaitingSince: string | null }>, conversations: Array<{ id: string, state: ConversationState, queueId: string, queueName: string, customerName: string | null, requestedAt: string, claimedAt: string | null, endedAt: string | null, endedBy: Party | null, hidden: boolean | null, lastSeq: number, unreadCount: number, agent: { id: string, displayName: string } | null }>, viewer: { id: string, displayName: string, role: Role } } | { __typename: 'ConversationChanged', conversation: { id: string, state: ConversationState, queueId: string, queueName: string, customerName: string | null, requestedAt: string, claimedAt: string | null, endedAt: string | null, endedBy: Party | null, hidden: boolean | null, lastSeq: number, unreadCount: number, agent: { id: string, displayName: string } | null }, entry: { seq: number, author: { __typename: 'Agent' } | { __typename: 'HostAuthor' } | { __typename: 'PluginAuthor' } | { __typename: 'VisitorAuthor' }, content: { __typename: 'AnnotationContent' } | { __typename: 'ClaimContent' } | { __typename: 'DropContent' } | { __typename: 'EndContent' } | { __typename: 'HideContent' } | { __typename: 'MessageContent', text: string, attachments: Array<{ id: string }> } | { __typename: 'MetadataContent' } | { __typename: 'NameContent' } | { __typename: 'PostContent' } | { __typename: 'ReadContent' } | { __typename: 'RequestContent' } | { __typename: 'RequeueContent' } | { __typename: 'TransferContent' } } | null } | { __typename: 'ConversationGone', conversationId: string } | { __typename: 'MemberChanged', viewer: { id: string, displayName: string, role: Role } } | { __typename: 'QueueChanged', cause: QueueCause, queue: { id: string, name: string, position: number, state: QueueState, capacity: number | null, waitingCount: number, firstWaitMs: number | null, firstWaitingSince: string | null }, actor: { id: string, displayName: string } | null } | { __typename: 'QueueGone', queueId: string } };

export type NowQueryVariables = Exact<{ [key: string]: never; }>;


export type NowQuery = { now: string };

export type ClaimMutationVariables = Exact<{
  input: ClaimInput;
}>;


export type ClaimMutation = { claim: { __typename: 'AlreadyClaimed' } | { __typename: 'Claimed', conversation: { id: string, state: ConversationState, queueId: string, queueName: string, customerName: string | null, requestedAt: string, claimedAt: string | null, endedAt: string | null, endedBy: Party | null, hidden: boolean | null, lastSeq: number, unreadCount: number, agent: { id: string, displayName: string } | null } } | { __typename: 'NotAllowed' } | { __typename: 'PluginRefused', message: string } | { __typename: 'QueueEmpty' } };

export type OpenQueueMutationVariables = Exact<{
  input: OpenQueueInput;
}>;


export type OpenQueueMutation = { openQueue: { __typename: 'QueueAlreadyOpen' } | { __typename: 'QueueOpened' } };

export type CloseQueueMutationVariables = Exact<{
  input: CloseQueueInput;
}>;


export type CloseQueueMutation = { closeQueue: { __typename: 'QueueAlreadyClosed' } | { __typename: 'QueueClosed' } };

export type FileFragment = { id: string, name: string, contentType: string, sizeBytes: number, url: string, thumbnailUrl: string | null, width: number | null, height: number | null };

export type DatumFragment = { kind: MetadataKind, key: string, value: unknown | null, origin: MetadataOrigin, updatedAt: string };

export type LogEntryFragment = { seq: number, at: string, author: { __typename: 'Agent', id: string, displayName: string } | { __typename: 'HostAuthor', rule: string } | { __typename: 'PluginAuthor', plugin: string } | { __typename: 'VisitorAuthor', name: string | null }, content: { __typename: 'AnnotationContent', plugin: string, key: string, audience: Audience, removed: boolean, line: string | null } | { __typename: 'ClaimContent', agent: { id: string, displayName: string } } | { __typename: 'DropContent', left: boolean } | { __typename: 'EndContent', by: Party | null } | { __typename: 'HideContent', asked: boolean } | { __typename: 'MessageContent', clientId: string, text: string, attachments: Array<{ id: string, name: string, contentType: string, sizeBytes: number, url: string, thumbnailUrl: string | null, width: number | null, height: number | null }> } | { __typename: 'MetadataContent', changes: Array<{ kind: MetadataKind, key: string, value: unknown | null, origin: MetadataOrigin, updatedAt: string }> } | { __typename: 'NameContent', name: string } | { __typename: 'PostContent', plugin: string, text: string } | { __typename: 'ReadContent', party: Party, upTo: number } | { __typename: 'RequestContent', queueName: string } | { __typename: 'RequeueContent', queueId: string } | { __typename: 'TransferContent', fromQueueName: string, toQueueId: string, toQueueName: string, reason: string | null } };

export type ConversationQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type ConversationQuery = { conversation: { agentReadSeq: number, visitorReadSeq: number, id: string, state: ConversationState, queueId: string, queueName: string, customerName: string | null, requestedAt: string, claimedAt: string | null, endedAt: string | null, endedBy: Party | null, hidden: boolean | null, lastSeq: number, unreadCount: number, metadata: Array<{ kind: MetadataKind, key: string, value: unknown | null, origin: MetadataOrigin, updatedAt: string }> | null, entries: { nodes: Array<{ seq: number, at: string, author: { __typename: 'Agent', id: string, displayName: string } | { __typename: 'HostAuthor', rule: string } | { __typename: 'PluginAuthor', plugin: string } | { __typename: 'VisitorAuthor', name: string | null }, content: { __typename: 'AnnotationContent', plugin: string, key: string, audience: Audience, removed: boolean, line: string | null } | { __typename: 'ClaimContent', agent: { id: string, displayName: string } } | { __typename: 'DropContent', left: boolean } | { __typename: 'EndContent', by: Party | null } | { __typename: 'HideContent', asked: boolean } | { __typename: 'MessageContent', clientId: string, text: string, attachments: Array<{ id: string, name: string, contentType: string, sizeBytes: number, url: string, thumbnailUrl: string | null, width: number | null, height: number | null }> } | { __typename: 'MetadataContent', changes: Array<{ kind: MetadataKind, key: string, value: unknown | null, origin: MetadataOrigin, updatedAt: string }> } | { __typename: 'NameContent', name: string } | { __typename: 'PostContent', plugin: string, text: string } | { __typename: 'ReadContent', party: Party, upTo: number } | { __typename: 'RequestContent', queueName: string } | { __typename: 'RequeueContent', queueId: string } | { __typename: 'TransferContent', fromQueueName: string, toQueueId: string, toQueueName: string, reason: string | null } }>, pageInfo: { hasPreviousPage: boolean, startCursor: string | null } }, agent: { id: string, displayName: string } | null } | null };

export type OlderEntriesQueryVariables = Exact<{
  id: Scalars['ID']['input'];
  before: Scalars['String']['input'];
}>;


export type OlderEntriesQuery = { conversation: { id: string, entries: { nodes: Array<{ seq: number, at: string, author: { __typename: 'Agent', id: string, displayName: string } | { __typename: 'HostAuthor', rule: string } | { __typename: 'PluginAuthor', plugin: string } | { __typename: 'VisitorAuthor', name: string | null }, content: { __typename: 'AnnotationContent', plugin: string, key: string, audience: Audience, removed: boolean, line: string | null } | { __typename: 'ClaimContent', agent: { id: string, displayName: string } } | { __typename: 'DropContent', left: boolean } | { __typename: 'EndContent', by: Party | null } | { __typename: 'HideContent', asked: boolean } | { __typename: 'MessageContent', clientId: string, text: string, attachments: Array<{ id: string, name: string, contentType: string, sizeBytes: number, url: string, thumbnailUrl: string | null, width: number | null, height: number | null }> } | { __typename: 'MetadataContent', changes: Array<{ kind: MetadataKind, key: string, value: unknown | null, origin: MetadataOrigin, updatedAt: string }> } | { __typename: 'NameContent', name: string } | { __typename: 'PostContent', plugin: string, text: string } | { __typename: 'ReadContent', party: Party, upTo: number } | { __typename: 'RequestContent', queueName: string } | { __typename: 'RequeueContent', queueId: string } | { __typename: 'TransferContent', fromQueueName: string, toQueueId: string, toQueueName: string, reason: string | null } }>, pageInfo: { hasPreviousPage: boolean, startCursor: string | null } } } | null };

export type LogSubscriptionVariables = Exact<{
  id: Scalars['ID']['input'];
  after?: InputMaybe<Scalars['Int']['input']>;
}>;


export type LogSubscription = { conversation: { seq: number, at: string, author: { __typename: 'Agent', id: string, displayName: string } | { __typename: 'HostAuthor', rule: string } | { __typename: 'PluginAuthor', plugin: string } | { __typename: 'VisitorAuthor', name: string | null }, content: { __typename: 'AnnotationContent', plugin: string, key: string, audience: Audience, removed: boolean, line: string | null } | { __typename: 'ClaimContent', agent: { id: string, displayName: string } } | { __typename: 'DropContent', left: boolean } | { __typename: 'EndContent', by: Party | null } | { __typename: 'HideContent', asked: boolean } | { __typename: 'MessageContent', clientId: string, text: string, attachments: Array<{ id: string, name: string, contentType: string, sizeBytes: number, url: string, thumbnailUrl: string | null, width: number | null, height: number | null }> } | { __typename: 'MetadataContent', changes: Array<{ kind: MetadataKind, key: string, value: unknown | null, origin: MetadataOrigin, updatedAt: string }> } | { __typename: 'NameContent', name: string } | { __typename: 'PostContent', plugin: string, text: string } | { __typename: 'ReadContent', party: Party, upTo: number } | { __typename: 'RequestContent', queueName: string } | { __typename: 'RequeueContent', queueId: string } | { __typename: 'TransferContent', fromQueueName: string, toQueueId: string, toQueueName: string, reason: string | null } } };

export type SendMutationVariables = Exact<{
  input: SendMessageInput;
}>;


export type SendMutation = { sendMessage: { __typename: 'ConversationOver' } | { __typename: 'InvalidInput', field: string, message: string } | { __typename: 'MessageSent', entry: { seq: number, at: string, author: { __typename: 'Agent', id: string, displayName: string } | { __typename: 'HostAuthor', rule: string } | { __typename: 'PluginAuthor', plugin: string } | { __typename: 'VisitorAuthor', name: string | null }, content: { __typename: 'AnnotationContent', plugin: string, key: string, audience: Audience, removed: boolean, line: string | null } | { __typename: 'ClaimContent', agent: { id: string, displayName: string } } | { __typename: 'DropContent', left: boolean } | { __typename: 'EndContent', by: Party | null } | { __typename: 'HideContent', asked: boolean } | { __typename: 'MessageContent', clientId: string, text: string, attachments: Array<{ id: string, name: string, contentType: string, sizeBytes: number, url: string, thumbnailUrl: string | null, width: number | null, height: number | null }> } | { __typename: 'MetadataContent', changes: Array<{ kind: MetadataKind, key: string, value: unknown | null, origin: MetadataOrigin, updatedAt: string }> } | { __typename: 'NameContent', name: string } | { __typename: 'PostContent', plugin: string, text: string } | { __typename: 'ReadContent', party: Party, upTo: number } | { __typename: 'RequestContent', queueName: string } | { __typename: 'RequeueContent', queueId: string } | { __typename: 'TransferContent', fromQueueName: string, toQueueId: string, toQueueName: string, reason: string | null } } } | { __typename: 'PluginRefused', message: string } };

export type EndMutationVariables = Exact<{
  input: EndConversationInput;
}>;


export type EndMutation = { endConversation: { __typename: 'AlreadyEnded' } | { __typename: 'ConversationEnded' } | { __typename: 'NotAllowed' } | { __typename: 'PluginRefused', message: string } };

export type HideMutationVariables = Exact<{
  input: HideConversationInput;
}>;


export type HideMutation = { hideConversation: { __typename: 'ConversationHidden' } | { __typename: 'NotEnded' } };

export type PluginRowFragment = { id: string, name: string, description: string, version: string, state: PluginState, previousVersion: string | null, disabledBecause: string | null, settingsSchema: unknown | null, settings: unknown, permissions: Array<{ name: string, hooks: Array<string>, reason: string, granted: boolean }>, waiting: { version: string, permissions: Array<{ name: string, hooks: Array<string>, reason: string, granted: boolean }> } | null, connections: Array<{ name: string, reason: string, url: string | null, header: string | null, secretIsSet: boolean }> };

export type PluginsQueryVariables = Exact<{ [key: string]: never; }>;


export type PluginsQuery = { plugins: Array<{ id: string, name: string, description: string, version: string, state: PluginState, previousVersion: string | null, disabledBecause: string | null, settingsSchema: unknown | null, settings: unknown, permissions: Array<{ name: string, hooks: Array<string>, reason: string, granted: boolean }>, waiting: { version: string, permissions: Array<{ name: string, hooks: Array<string>, reason: string, granted: boolean }> } | null, connections: Array<{ name: string, reason: string, url: string | null, header: string | null, secretIsSet: boolean }> }> };

export type PluginHealthQueryVariables = Exact<{ [key: string]: never; }>;


export type PluginHealthQuery = { plugins: Array<{ id: string, digest: string, resting: Array<string>, calls: { done: number, refused: number, failed: number, skipped: number, cpuMs: number }, failures: Array<{ at: string, export: string, outcome: string, text: string, frames: Array<string>, digest: string }>, log: Array<{ at: string, level: PluginLevel, text: string }> }> };

export type EnablePluginMutationVariables = Exact<{
  input: EnablePluginInput;
}>;


export type EnablePluginMutation = { enablePlugin: { __typename: 'InvalidInput', message: string } | { __typename: 'PluginEnabled', plugin: { id: string, name: string, description: string, version: string, state: PluginState, previousVersion: string | null, disabledBecause: string | null, settingsSchema: unknown | null, settings: unknown, permissions: Array<{ name: string, hooks: Array<string>, reason: string, granted: boolean }>, waiting: { version: string, permissions: Array<{ name: string, hooks: Array<string>, reason: string, granted: boolean }> } | null, connections: Array<{ name: string, reason: string, url: string | null, header: string | null, secretIsSet: boolean }> } } };

export type DisablePluginMutationVariables = Exact<{
  input: DisablePluginInput;
}>;


export type DisablePluginMutation = { disablePlugin: { __typename: 'InvalidInput', message: string } | { __typename: 'PluginDisabled', plugin: { id: string, name: string, description: string, version: string, state: PluginState, previousVersion: string | null, disabledBecause: string | null, settingsSchema: unknown | null, settings: unknown, permissions: Array<{ name: string, hooks: Array<string>, reason: string, granted: boolean }>, waiting: { version: string, permissions: Array<{ name: string, hooks: Array<string>, reason: string, granted: boolean }> } | null, connections: Array<{ name: string, reason: string, url: string | null, header: string | null, secretIsSet: boolean }> } } };

export type UpgradePluginMutationVariables = Exact<{
  input: UpgradePluginInput;
}>;


export type UpgradePluginMutation = { upgradePlugin: { __typename: 'InvalidInput', message: string } | { __typename: 'PluginUpgraded', plugin: { id: string, name: string, description: string, version: string, state: PluginState, previousVersion: string | null, disabledBecause: string | null, settingsSchema: unknown | null, settings: unknown, permissions: Array<{ name: string, hooks: Array<string>, reason: string, granted: boolean }>, waiting: { version: string, permissions: Array<{ name: string, hooks: Array<string>, reason: string, granted: boolean }> } | null, connections: Array<{ name: string, reason: string, url: string | null, header: string | null, secretIsSet: boolean }> } } };

export type RollBackPluginMutationVariables = Exact<{
  input: RollBackPluginInput;
}>;


export type RollBackPluginMutation = { rollBackPlugin: { __typename: 'InvalidInput', message: string } | { __typename: 'PluginRolledBack', plugin: { id: string, name: string, description: string, version: string, state: PluginState, previousVersion: string | null, disabledBecause: string | null, settingsSchema: unknown | null, settings: unknown, permissions: Array<{ name: string, hooks: Array<string>, reason: string, granted: boolean }>, waiting: { version: string, permissions: Array<{ name: string, hooks: Array<string>, reason: string, granted: boolean }> } | null, connections: Array<{ name: string, reason: string, url: string | null, header: string | null, secretIsSet: boolean }> } } };

export type RemovePluginMutationVariables = Exact<{
  input: RemovePluginInput;
}>;


export type RemovePluginMutation = { removePlugin: { __typename: 'InvalidInput', message: string } | { __typename: 'PluginRemoved', plugin: { id: string, name: string, description: string, version: string, state: PluginState, previousVersion: string | null, disabledBecause: string | null, settingsSchema: unknown | null, settings: unknown, permissions: Array<{ name: string, hooks: Array<string>, reason: string, granted: boolean }>, waiting: { version: string, permissions: Array<{ name: string, hooks: Array<string>, reason: string, granted: boolean }> } | null, connections: Array<{ name: string, reason: string, url: string | null, header: string | null, secretIsSet: boolean }> } | null } };

export type UpdatePluginSettingsMutationVariables = Exact<{
  input: UpdatePluginSettingsInput;
}>;


export type UpdatePluginSettingsMutation = { updatePluginSettings: { __typename: 'InvalidInput', field: string, message: string } | { __typename: 'PluginSettingsUpdated', plugin: { id: string, name: string, description: string, version: string, state: PluginState, previousVersion: string | null, disabledBecause: string | null, settingsSchema: unknown | null, settings: unknown, permissions: Array<{ name: string, hooks: Array<string>, reason: string, granted: boolean }>, waiting: { version: string, permissions: Array<{ name: string, hooks: Array<string>, reason: string, granted: boolean }> } | null, connections: Array<{ name: string, reason: string, url: string | null, header: string | null, secretIsSet: boolean }> } } };

export type SetPluginConnectionMutationVariables = Exact<{
  input: SetPluginConnectionInput;
}>;


export type SetPluginConnectionMutation = { setPluginConnection: { __typename: 'InvalidInput', field: string, message: string } | { __typename: 'PluginConnectionSet', plugin: { id: string, name: string, description: string, version: string, state: PluginState, previousVersion: string | null, disabledBecause: string | null, settingsSchema: unknown | null, settings: unknown, permissions: Array<{ name: string, hooks: Array<string>, reason: string, granted: boolean }>, waiting: { version: string, permissions: Array<{ name: string, hooks: Array<string>, reason: string, granted: boolean }> } | null, connections: Array<{ name: string, reason: string, url: string | null, header: string | null, secretIsSet: boolean }> } } };

export type RemovePluginConnectionMutationVariables = Exact<{
  input: RemovePluginConnectionInput;
}>;


export type RemovePluginConnectionMutation = { removePluginConnection: { __typename: 'InvalidInput', field: string, message: string } | { __typename: 'PluginConnectionRemoved', plugin: { id: string, name: string, description: string, version: string, state: PluginState, previousVersion: string | null, disabledBecause: string | null, settingsSchema: unknown | null, settings: unknown, permissions: Array<{ name: string, hooks: Array<string>, reason: string, granted: boolean }>, waiting: { version: string, permissions: Array<{ name: string, hooks: Array<string>, reason: string, granted: boolean }> } | null, connections: Array<{ name: string, reason: string, url: string | null, header: string | null, secretIsSet: boolean }> } } };

export type QueuePageQueryVariables = Exact<{
  id: Scalars['ID']['input'];
  first: Scalars['Int']['input'];
}>;


export type QueuePageQuery = { queue: { id: string, name: string, position: number, state: QueueState, capacity: number | null, waitingCount: number, firstWaitMs: number | null, firstWaitingSince: string | null, waiting: { nodes: Array<{ id: string, customerName: string | null, requestedAt: string }>, pageInfo: { hasNextPage: boolean } }, events: { nodes: Array<{ id: string, at: string, kind: QueueEventKind, scheduled: boolean, conversationId: string | null, actor: { id: string, displayName: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type QueueEventsQueryVariables = Exact<{
  id: Scalars['ID']['input'];
  after: Scalars['String']['input'];
}>;


export type QueueEventsQuery = { queue: { id: string, events: { nodes: Array<{ id: string, at: string, kind: QueueEventKind, scheduled: boolean, conversationId: string | null, actor: { id: string, displayName: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type QueueEventRowFragment = { id: string, at: string, kind: QueueEventKind, scheduled: boolean, conversationId: string | null, actor: { id: string, displayName: string } | null };

export type MemberRowFragment = { id: string, displayName: string, pictureUrl: string | null, fullName: string, email: string, role: Role, joinedAt: string, queues: Array<{ id: string, name: string }> };

export type MembersQueryVariables = Exact<{
  search?: InputMaybe<Scalars['String']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type MembersQuery = { members: { nodes: Array<{ id: string, displayName: string, pictureUrl: string | null, fullName: string, email: string, role: Role, joinedAt: string, queues: Array<{ id: string, name: string }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type UpdateMemberMutationVariables = Exact<{
  input: UpdateMemberInput;
}>;


export type UpdateMemberMutation = { updateMember: { __typename: 'LastOwner' } | { __typename: 'MemberUpdated', member: { id: string, displayName: string, pictureUrl: string | null, fullName: string, email: string, role: Role, joinedAt: string, queues: Array<{ id: string, name: string }> } } | { __typename: 'NotAllowed' } };

export type SetMemberQueuesMutationVariables = Exact<{
  input: SetMemberQueuesInput;
}>;


export type SetMemberQueuesMutation = { setMemberQueues: { __typename: 'InvalidInput', field: string, message: string } | { __typename: 'MemberUpdated', member: { id: string, displayName: string, pictureUrl: string | null, fullName: string, email: string, role: Role, joinedAt: string, queues: Array<{ id: string, name: string }> } } };

export type RemoveMemberMutationVariables = Exact<{
  input: RemoveMemberInput;
}>;


export type RemoveMemberMutation = { removeMember: { __typename: 'LastOwner' } | { __typename: 'MemberRemoved' } | { __typename: 'NotAllowed' } };

export type InvitationsQueryVariables = Exact<{
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type InvitationsQuery = { invitations: { nodes: Array<{ id: string, email: string | null, role: Role, createdAt: string, expiresAt: string, queues: Array<{ id: string, name: string }>, createdBy: { id: string, displayName: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type CreateInvitationMutationVariables = Exact<{
  input: CreateInvitationInput;
}>;


export type CreateInvitationMutation = { createInvitation: { __typename: 'InvalidInput', field: string, message: string } | { __typename: 'InvitationCreated', token: string, invitation: { id: string, email: string | null } } | { __typename: 'NotAllowed' } | { __typename: 'TooManyInvitations' } };

export type RevokeInvitationMutationVariables = Exact<{
  input: RevokeInvitationInput;
}>;


export type RevokeInvitationMutation = { revokeInvitation: { __typename: 'InvitationRevoked' } };

export type QueueSettingsRowFragment = { id: string, name: string, position: number, state: QueueState, capacity: number | null, waitingCount: number, settings: { automaticIpAddress: boolean, automaticUserAgent: boolean, attachments: AttachmentPolicy, secureMetadata: SecureMetadataPolicy, transcriptRetentionDays: number | null } | null };

export type QueuesWithSettingsQueryVariables = Exact<{
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type QueuesWithSettingsQuery = { queues: { nodes: Array<{ id: string, name: string, position: number, state: QueueState, capacity: number | null, waitingCount: number, settings: { automaticIpAddress: boolean, automaticUserAgent: boolean, attachments: AttachmentPolicy, secureMetadata: SecureMetadataPolicy, transcriptRetentionDays: number | null } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type QueueWithHandlersQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type QueueWithHandlersQuery = { queue: { id: string, name: string, position: number, state: QueueState, capacity: number | null, waitingCount: number, handlers: Array<{ id: string, displayName: string, fullName: string, email: string }> | null, settings: { automaticIpAddress: boolean, automaticUserAgent: boolean, attachments: AttachmentPolicy, secureMetadata: SecureMetadataPolicy, transcriptRetentionDays: number | null } | null } | null };

export type CreateQueueMutationVariables = Exact<{
  input: CreateQueueInput;
}>;


export type CreateQueueMutation = { createQueue: { __typename: 'InvalidInput', field: string, message: string } | { __typename: 'QueueCreated', queue: { id: string, name: string, position: number, state: QueueState, capacity: number | null, waitingCount: number, settings: { automaticIpAddress: boolean, automaticUserAgent: boolean, attachments: AttachmentPolicy, secureMetadata: SecureMetadataPolicy, transcriptRetentionDays: number | null } | null } } | { __typename: 'TooManyQueues' } };

export type UpdateQueueMutationVariables = Exact<{
  input: UpdateQueueInput;
}>;


export type UpdateQueueMutation = { updateQueue: { __typename: 'InvalidInput', field: string, message: string } | { __typename: 'QueueUpdated', queue: { id: string, name: string, position: number, state: QueueState, capacity: number | null, waitingCount: number, settings: { automaticIpAddress: boolean, automaticUserAgent: boolean, attachments: AttachmentPolicy, secureMetadata: SecureMetadataPolicy, transcriptRetentionDays: number | null } | null } } };

export type RemoveQueueMutationVariables = Exact<{
  input: RemoveQueueInput;
}>;


export type RemoveQueueMutation = { removeQueue: { __typename: 'QueueNotEmpty' } | { __typename: 'QueueRemoved' } };

export type OrderQueuesMutationVariables = Exact<{
  input: OrderQueuesInput;
}>;


export type OrderQueuesMutation = { orderQueues: { __typename: 'InvalidInput', field: string, message: string } | { __typename: 'QueuesOrdered' } };

export type SetQueueHandlersMutationVariables = Exact<{
  input: SetQueueHandlersInput;
}>;


export type SetQueueHandlersMutation = { setQueueHandlers: { __typename: 'InvalidInput', field: string, message: string } | { __typename: 'QueueUpdated', queue: { id: string, name: string, position: number, state: QueueState, capacity: number | null, waitingCount: number, settings: { automaticIpAddress: boolean, automaticUserAgent: boolean, attachments: AttachmentPolicy, secureMetadata: SecureMetadataPolicy, transcriptRetentionDays: number | null } | null } } };

export type OrganisationQueryVariables = Exact<{ [key: string]: never; }>;


export type OrganisationQuery = { organisation: { id: string, slug: string, name: string, widgetOrigins: Array<string> } };

export type UpdateOrganisationMutationVariables = Exact<{
  input: UpdateOrganisationInput;
}>;


export type UpdateOrganisationMutation = { updateOrganisation: { __typename: 'InvalidInput', field: string, message: string } | { __typename: 'OrganisationUpdated', organisation: { id: string, slug: string, name: string, widgetOrigins: Array<string> } } };

export type LeaveOrganisationMutationVariables = Exact<{ [key: string]: never; }>;


export type LeaveOrganisationMutation = { leaveOrganisation: { __typename: 'LastOwner' } | { __typename: 'MemberRemoved' } };

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
export const QueueRowFragmentDoc = new TypedDocumentString(`
    fragment QueueRow on Queue {
  id
  name
  position
  state
  capacity
  waitingCount
  firstWaitMs
  firstWaitingSince
}
    `, {"fragmentName":"QueueRow"}) as unknown as TypedDocumentString<QueueRowFragment, unknown>;
export const ConversationRowFragmentDoc = new TypedDocumentString(`
    fragment ConversationRow on Conversation {
  id
  state
  queueId
  queueName
  customerName
  agent {
    id
    displayName
  }
  requestedAt
  claimedAt
  endedAt
  endedBy
  hidden
  lastSeq
  unreadCount
}
    `, {"fragmentName":"ConversationRow"}) as unknown as TypedDocumentString<ConversationRowFragment, unknown>;
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
export const DatumFragmentDoc = new TypedDocumentString(`
    fragment Datum on Metadatum {
  kind
  key
  value
  origin
  updatedAt
}
    `, {"fragmentName":"Datum"}) as unknown as TypedDocumentString<DatumFragment, unknown>;
export const LogEntryFragmentDoc = new TypedDocumentString(`
    fragment LogEntry on Entry {
  seq
  at
  author {
    __typename
    ... on Agent {
      id
      displayName
    }
    ... on VisitorAuthor {
      name
    }
    ... on PluginAuthor {
      plugin
    }
    ... on HostAuthor {
      rule
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
    ... on MetadataContent {
      changes {
        ...Datum
      }
    }
    ... on NameContent {
      name
    }
    ... on RequeueContent {
      queueId
    }
    ... on TransferContent {
      fromQueueName
      toQueueId
      toQueueName
      reason
    }
    ... on EndContent {
      by
    }
    ... on HideContent {
      asked
    }
    ... on DropContent {
      left
    }
    ... on AnnotationContent {
      plugin
      key
      line: text
      audience
      removed
    }
    ... on PostContent {
      plugin
      text
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
}
fragment Datum on Metadatum {
  kind
  key
  value
  origin
  updatedAt
}`, {"fragmentName":"LogEntry"}) as unknown as TypedDocumentString<LogEntryFragment, unknown>;
export const PluginRowFragmentDoc = new TypedDocumentString(`
    fragment PluginRow on Plugin {
  id
  name
  description
  version
  state
  permissions {
    name
    hooks
    reason
    granted
  }
  waiting {
    version
    permissions {
      name
      hooks
      reason
      granted
    }
  }
  previousVersion
  disabledBecause
  settingsSchema
  settings
  connections {
    name
    reason
    url
    header
    secretIsSet
  }
}
    `, {"fragmentName":"PluginRow"}) as unknown as TypedDocumentString<PluginRowFragment, unknown>;
export const QueueEventRowFragmentDoc = new TypedDocumentString(`
    fragment QueueEventRow on QueueEvent {
  id
  at
  kind
  scheduled
  actor {
    id
    displayName
  }
  conversationId
}
    `, {"fragmentName":"QueueEventRow"}) as unknown as TypedDocumentString<QueueEventRowFragment, unknown>;
export const MemberRowFragmentDoc = new TypedDocumentString(`
    fragment MemberRow on Member {
  id
  displayName
  pictureUrl
  fullName
  email
  role
  joinedAt
  queues {
    id
    name
  }
}
    `, {"fragmentName":"MemberRow"}) as unknown as TypedDocumentString<MemberRowFragment, unknown>;
export const QueueSettingsRowFragmentDoc = new TypedDocumentString(`
    fragment QueueSettingsRow on Queue {
  id
  name
  position
  state
  capacity
  waitingCount
  settings {
    automaticIpAddress
    automaticUserAgent
    attachments
    secureMetadata
    transcriptRetentionDays
  }
}
    `, {"fragmentName":"QueueSettingsRow"}) as unknown as TypedDocumentString<QueueSettingsRowFragment, unknown>;
export const ActivityDocument = new TypedDocumentString(`
    subscription Activity {
  activity {
    __typename
    ... on ActivitySnapshot {
      queues {
        ...QueueRow
      }
      conversations {
        ...ConversationRow
      }
      viewer {
        id
        displayName
        role
      }
    }
    ... on QueueChanged {
      queue {
        ...QueueRow
      }
      cause
      actor {
        id
        displayName
      }
    }
    ... on QueueGone {
      queueId
    }
    ... on ConversationChanged {
      conversation {
        ...ConversationRow
      }
      entry {
        seq
        author {
          __typename
        }
        content {
          __typename
          ... on MessageContent {
            text
            attachments {
              id
            }
          }
        }
      }
    }
    ... on ConversationGone {
      conversationId
    }
    ... on MemberChanged {
      viewer {
        id
        displayName
        role
      }
    }
  }
}
    fragment QueueRow on Queue {
  id
  name
  position
  state
  capacity
  waitingCount
  firstWaitMs
  firstWaitingSince
}
fragment ConversationRow on Conversation {
  id
  state
  queueId
  queueName
  customerName
  agent {
    id
    displayName
  }
  requestedAt
  claimedAt
  endedAt
  endedBy
  hidden
  lastSeq
  unreadCount
}`) as unknown as TypedDocumentString<ActivitySubscription, ActivitySubscriptionVariables>;
export const NowDocument = new TypedDocumentString(`
    query Now {
  now
}
    `) as unknown as TypedDocumentString<NowQuery, NowQueryVariables>;
export const ClaimDocument = new TypedDocumentString(`
    mutation Claim($input: ClaimInput!) {
  claim(input: $input) {
    __typename
    ... on Claimed {
      conversation {
        ...ConversationRow
      }
    }
    ... on PluginRefused {
      message
    }
  }
}
    fragment ConversationRow on Conversation {
  id
  state
  queueId
  queueName
  customerName
  agent {
    id
    displayName
  }
  requestedAt
  claimedAt
  endedAt
  endedBy
  hidden
  lastSeq
  unreadCount
}`) as unknown as TypedDocumentString<ClaimMutation, ClaimMutationVariables>;
export const OpenQueueDocument = new TypedDocumentString(`
    mutation OpenQueue($input: OpenQueueInput!) {
  openQueue(input: $input) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<OpenQueueMutation, OpenQueueMutationVariables>;
export const CloseQueueDocument = new TypedDocumentString(`
    mutation CloseQueue($input: CloseQueueInput!) {
  closeQueue(input: $input) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<CloseQueueMutation, CloseQueueMutationVariables>;
export const ConversationDocument = new TypedDocumentString(`
    query Conversation($id: ID!) {
  conversation(id: $id) {
    ...ConversationRow
    agentReadSeq
    visitorReadSeq
    metadata {
      ...Datum
    }
    entries(last: 100) {
      nodes {
        ...LogEntry
      }
      pageInfo {
        hasPreviousPage
        startCursor
      }
    }
  }
}
    fragment ConversationRow on Conversation {
  id
  state
  queueId
  queueName
  customerName
  agent {
    id
    displayName
  }
  requestedAt
  claimedAt
  endedAt
  endedBy
  hidden
  lastSeq
  unreadCount
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
fragment Datum on Metadatum {
  kind
  key
  value
  origin
  updatedAt
}
fragment LogEntry on Entry {
  seq
  at
  author {
    __typename
    ... on Agent {
      id
      displayName
    }
    ... on VisitorAuthor {
      name
    }
    ... on PluginAuthor {
      plugin
    }
    ... on HostAuthor {
      rule
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
    ... on MetadataContent {
      changes {
        ...Datum
      }
    }
    ... on NameContent {
      name
    }
    ... on RequeueContent {
      queueId
    }
    ... on TransferContent {
      fromQueueName
      toQueueId
      toQueueName
      reason
    }
    ... on EndContent {
      by
    }
    ... on HideContent {
      asked
    }
    ... on DropContent {
      left
    }
    ... on AnnotationContent {
      plugin
      key
      line: text
      audience
      removed
    }
    ... on PostContent {
      plugin
      text
    }
  }
}`) as unknown as TypedDocumentString<ConversationQuery, ConversationQueryVariables>;
export const OlderEntriesDocument = new TypedDocumentString(`
    query OlderEntries($id: ID!, $before: String!) {
  conversation(id: $id) {
    id
    entries(last: 100, before: $before) {
      nodes {
        ...LogEntry
      }
      pageInfo {
        hasPreviousPage
        startCursor
      }
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
}
fragment Datum on Metadatum {
  kind
  key
  value
  origin
  updatedAt
}
fragment LogEntry on Entry {
  seq
  at
  author {
    __typename
    ... on Agent {
      id
      displayName
    }
    ... on VisitorAuthor {
      name
    }
    ... on PluginAuthor {
      plugin
    }
    ... on HostAuthor {
      rule
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
    ... on MetadataContent {
      changes {
        ...Datum
      }
    }
    ... on NameContent {
      name
    }
    ... on RequeueContent {
      queueId
    }
    ... on TransferContent {
      fromQueueName
      toQueueId
      toQueueName
      reason
    }
    ... on EndContent {
      by
    }
    ... on HideContent {
      asked
    }
    ... on DropContent {
      left
    }
    ... on AnnotationContent {
      plugin
      key
      line: text
      audience
      removed
    }
    ... on PostContent {
      plugin
      text
    }
  }
}`) as unknown as TypedDocumentString<OlderEntriesQuery, OlderEntriesQueryVariables>;
export const LogDocument = new TypedDocumentString(`
    subscription Log($id: ID!, $after: Int) {
  conversation(id: $id, after: $after) {
    ...LogEntry
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
fragment Datum on Metadatum {
  kind
  key
  value
  origin
  updatedAt
}
fragment LogEntry on Entry {
  seq
  at
  author {
    __typename
    ... on Agent {
      id
      displayName
    }
    ... on VisitorAuthor {
      name
    }
    ... on PluginAuthor {
      plugin
    }
    ... on HostAuthor {
      rule
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
    ... on MetadataContent {
      changes {
        ...Datum
      }
    }
    ... on NameContent {
      name
    }
    ... on RequeueContent {
      queueId
    }
    ... on TransferContent {
      fromQueueName
      toQueueId
      toQueueName
      reason
    }
    ... on EndContent {
      by
    }
    ... on HideContent {
      asked
    }
    ... on DropContent {
      left
    }
    ... on AnnotationContent {
      plugin
      key
      line: text
      audience
      removed
    }
    ... on PostContent {
      plugin
      text
    }
  }
}`) as unknown as TypedDocumentString<LogSubscription, LogSubscriptionVariables>;
export const SendDocument = new TypedDocumentString(`
    mutation Send($input: SendMessageInput!) {
  sendMessage(input: $input) {
    __typename
    ... on MessageSent {
      entry {
        ...LogEntry
      }
    }
    ... on InvalidInput {
      field
      message
    }
    ... on PluginRefused {
      message
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
}
fragment Datum on Metadatum {
  kind
  key
  value
  origin
  updatedAt
}
fragment LogEntry on Entry {
  seq
  at
  author {
    __typename
    ... on Agent {
      id
      displayName
    }
    ... on VisitorAuthor {
      name
    }
    ... on PluginAuthor {
      plugin
    }
    ... on HostAuthor {
      rule
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
    ... on MetadataContent {
      changes {
        ...Datum
      }
    }
    ... on NameContent {
      name
    }
    ... on RequeueContent {
      queueId
    }
    ... on TransferContent {
      fromQueueName
      toQueueId
      toQueueName
      reason
    }
    ... on EndContent {
      by
    }
    ... on HideContent {
      asked
    }
    ... on DropContent {
      left
    }
    ... on AnnotationContent {
      plugin
      key
      line: text
      audience
      removed
    }
    ... on PostContent {
      plugin
      text
    }
  }
}`) as unknown as TypedDocumentString<SendMutation, SendMutationVariables>;
export const EndDocument = new TypedDocumentString(`
    mutation End($input: EndConversationInput!) {
  endConversation(input: $input) {
    __typename
    ... on PluginRefused {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<EndMutation, EndMutationVariables>;
export const HideDocument = new TypedDocumentString(`
    mutation Hide($input: HideConversationInput!) {
  hideConversation(input: $input) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<HideMutation, HideMutationVariables>;
export const PluginsDocument = new TypedDocumentString(`
    query Plugins {
  plugins {
    ...PluginRow
  }
}
    fragment PluginRow on Plugin {
  id
  name
  description
  version
  state
  permissions {
    name
    hooks
    reason
    granted
  }
  waiting {
    version
    permissions {
      name
      hooks
      reason
      granted
    }
  }
  previousVersion
  disabledBecause
  settingsSchema
  settings
  connections {
    name
    reason
    url
    header
    secretIsSet
  }
}`) as unknown as TypedDocumentString<PluginsQuery, PluginsQueryVariables>;
export const PluginHealthDocument = new TypedDocumentString(`
    query PluginHealth {
  plugins {
    id
    digest
    resting
    calls {
      done
      refused
      failed
      skipped
      cpuMs
    }
    failures {
      at
      export
      outcome
      text
      frames
      digest
    }
    log {
      at
      level
      text
    }
  }
}
    `) as unknown as TypedDocumentString<PluginHealthQuery, PluginHealthQueryVariables>;
export const EnablePluginDocument = new TypedDocumentString(`
    mutation EnablePlugin($input: EnablePluginInput!) {
  enablePlugin(input: $input) {
    __typename
    ... on PluginEnabled {
      plugin {
        ...PluginRow
      }
    }
    ... on InvalidInput {
      message
    }
  }
}
    fragment PluginRow on Plugin {
  id
  name
  description
  version
  state
  permissions {
    name
    hooks
    reason
    granted
  }
  waiting {
    version
    permissions {
      name
      hooks
      reason
      granted
    }
  }
  previousVersion
  disabledBecause
  settingsSchema
  settings
  connections {
    name
    reason
    url
    header
    secretIsSet
  }
}`) as unknown as TypedDocumentString<EnablePluginMutation, EnablePluginMutationVariables>;
export const DisablePluginDocument = new TypedDocumentString(`
    mutation DisablePlugin($input: DisablePluginInput!) {
  disablePlugin(input: $input) {
    __typename
    ... on PluginDisabled {
      plugin {
        ...PluginRow
      }
    }
    ... on InvalidInput {
      message
    }
  }
}
    fragment PluginRow on Plugin {
  id
  name
  description
  version
  state
  permissions {
    name
    hooks
    reason
    granted
  }
  waiting {
    version
    permissions {
      name
      hooks
      reason
      granted
    }
  }
  previousVersion
  disabledBecause
  settingsSchema
  settings
  connections {
    name
    reason
    url
    header
    secretIsSet
  }
}`) as unknown as TypedDocumentString<DisablePluginMutation, DisablePluginMutationVariables>;
export const UpgradePluginDocument = new TypedDocumentString(`
    mutation UpgradePlugin($input: UpgradePluginInput!) {
  upgradePlugin(input: $input) {
    __typename
    ... on PluginUpgraded {
      plugin {
        ...PluginRow
      }
    }
    ... on InvalidInput {
      message
    }
  }
}
    fragment PluginRow on Plugin {
  id
  name
  description
  version
  state
  permissions {
    name
    hooks
    reason
    granted
  }
  waiting {
    version
    permissions {
      name
      hooks
      reason
      granted
    }
  }
  previousVersion
  disabledBecause
  settingsSchema
  settings
  connections {
    name
    reason
    url
    header
    secretIsSet
  }
}`) as unknown as TypedDocumentString<UpgradePluginMutation, UpgradePluginMutationVariables>;
export const RollBackPluginDocument = new TypedDocumentString(`
    mutation RollBackPlugin($input: RollBackPluginInput!) {
  rollBackPlugin(input: $input) {
    __typename
    ... on PluginRolledBack {
      plugin {
        ...PluginRow
      }
    }
    ... on InvalidInput {
      message
    }
  }
}
    fragment PluginRow on Plugin {
  id
  name
  description
  version
  state
  permissions {
    name
    hooks
    reason
    granted
  }
  waiting {
    version
    permissions {
      name
      hooks
      reason
      granted
    }
  }
  previousVersion
  disabledBecause
  settingsSchema
  settings
  connections {
    name
    reason
    url
    header
    secretIsSet
  }
}`) as unknown as TypedDocumentString<RollBackPluginMutation, RollBackPluginMutationVariables>;
export const RemovePluginDocument = new TypedDocumentString(`
    mutation RemovePlugin($input: RemovePluginInput!) {
  removePlugin(input: $input) {
    __typename
    ... on PluginRemoved {
      plugin {
        ...PluginRow
      }
    }
    ... on InvalidInput {
      message
    }
  }
}
    fragment PluginRow on Plugin {
  id
  name
  description
  version
  state
  permissions {
    name
    hooks
    reason
    granted
  }
  waiting {
    version
    permissions {
      name
      hooks
      reason
      granted
    }
  }
  previousVersion
  disabledBecause
  settingsSchema
  settings
  connections {
    name
    reason
    url
    header
    secretIsSet
  }
}`) as unknown as TypedDocumentString<RemovePluginMutation, RemovePluginMutationVariables>;
export const UpdatePluginSettingsDocument = new TypedDocumentString(`
    mutation UpdatePluginSettings($input: UpdatePluginSettingsInput!) {
  updatePluginSettings(input: $input) {
    __typename
    ... on PluginSettingsUpdated {
      plugin {
        ...PluginRow
      }
    }
    ... on InvalidInput {
      field
      message
    }
  }
}
    fragment PluginRow on Plugin {
  id
  name
  description
  version
  state
  permissions {
    name
    hooks
    reason
    granted
  }
  waiting {
    version
    permissions {
      name
      hooks
      reason
      granted
    }
  }
  previousVersion
  disabledBecause
  settingsSchema
  settings
  connections {
    name
    reason
    url
    header
    secretIsSet
  }
}`) as unknown as TypedDocumentString<UpdatePluginSettingsMutation, UpdatePluginSettingsMutationVariables>;
export const SetPluginConnectionDocument = new TypedDocumentString(`
    mutation SetPluginConnection($input: SetPluginConnectionInput!) {
  setPluginConnection(input: $input) {
    __typename
    ... on PluginConnectionSet {
      plugin {
        ...PluginRow
      }
    }
    ... on InvalidInput {
      field
      message
    }
  }
}
    fragment PluginRow on Plugin {
  id
  name
  description
  version
  state
  permissions {
    name
    hooks
    reason
    granted
  }
  waiting {
    version
    permissions {
      name
      hooks
      reason
      granted
    }
  }
  previousVersion
  disabledBecause
  settingsSchema
  settings
  connections {
    name
    reason
    url
    header
    secretIsSet
  }
}`) as unknown as TypedDocumentString<SetPluginConnectionMutation, SetPluginConnectionMutationVariables>;
export const RemovePluginConnectionDocument = new TypedDocumentString(`
    mutation RemovePluginConnection($input: RemovePluginConnectionInput!) {
  removePluginConnection(input: $input) {
    __typename
    ... on PluginConnectionRemoved {
      plugin {
        ...PluginRow
      }
    }
    ... on InvalidInput {
      field
      message
    }
  }
}
    fragment PluginRow on Plugin {
  id
  name
  description
  version
  state
  permissions {
    name
    hooks
    reason
    granted
  }
  waiting {
    version
    permissions {
      name
      hooks
      reason
      granted
    }
  }
  previousVersion
  disabledBecause
  settingsSchema
  settings
  connections {
    name
    reason
    url
    header
    secretIsSet
  }
}`) as unknown as TypedDocumentString<RemovePluginConnectionMutation, RemovePluginConnectionMutationVariables>;
export const QueuePageDocument = new TypedDocumentString(`
    query QueuePage($id: ID!, $first: Int!) {
  queue(id: $id) {
    ...QueueRow
    waiting(first: 50) {
      nodes {
        id
        customerName
        requestedAt
      }
      pageInfo {
        hasNextPage
      }
    }
    events(first: $first) {
      nodes {
        ...QueueEventRow
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment QueueRow on Queue {
  id
  name
  position
  state
  capacity
  waitingCount
  firstWaitMs
  firstWaitingSince
}
fragment QueueEventRow on QueueEvent {
  id
  at
  kind
  scheduled
  actor {
    id
    displayName
  }
  conversationId
}`) as unknown as TypedDocumentString<QueuePageQuery, QueuePageQueryVariables>;
export const QueueEventsDocument = new TypedDocumentString(`
    query QueueEvents($id: ID!, $after: String!) {
  queue(id: $id) {
    id
    events(first: 50, after: $after) {
      nodes {
        ...QueueEventRow
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment QueueEventRow on QueueEvent {
  id
  at
  kind
  scheduled
  actor {
    id
    displayName
  }
  conversationId
}`) as unknown as TypedDocumentString<QueueEventsQuery, QueueEventsQueryVariables>;
export const MembersDocument = new TypedDocumentString(`
    query Members($search: String, $after: String) {
  members(first: 50, after: $after, search: $search) {
    nodes {
      ...MemberRow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment MemberRow on Member {
  id
  displayName
  pictureUrl
  fullName
  email
  role
  joinedAt
  queues {
    id
    name
  }
}`) as unknown as TypedDocumentString<MembersQuery, MembersQueryVariables>;
export const UpdateMemberDocument = new TypedDocumentString(`
    mutation UpdateMember($input: UpdateMemberInput!) {
  updateMember(input: $input) {
    __typename
    ... on MemberUpdated {
      member {
        ...MemberRow
      }
    }
  }
}
    fragment MemberRow on Member {
  id
  displayName
  pictureUrl
  fullName
  email
  role
  joinedAt
  queues {
    id
    name
  }
}`) as unknown as TypedDocumentString<UpdateMemberMutation, UpdateMemberMutationVariables>;
export const SetMemberQueuesDocument = new TypedDocumentString(`
    mutation SetMemberQueues($input: SetMemberQueuesInput!) {
  setMemberQueues(input: $input) {
    __typename
    ... on MemberUpdated {
      member {
        ...MemberRow
      }
    }
    ... on InvalidInput {
      field
      message
    }
  }
}
    fragment MemberRow on Member {
  id
  displayName
  pictureUrl
  fullName
  email
  role
  joinedAt
  queues {
    id
    name
  }
}`) as unknown as TypedDocumentString<SetMemberQueuesMutation, SetMemberQueuesMutationVariables>;
export const RemoveMemberDocument = new TypedDocumentString(`
    mutation RemoveMember($input: RemoveMemberInput!) {
  removeMember(input: $input) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<RemoveMemberMutation, RemoveMemberMutationVariables>;
export const InvitationsDocument = new TypedDocumentString(`
    query Invitations($after: String) {
  invitations(first: 50, after: $after) {
    nodes {
      id
      email
      role
      queues {
        id
        name
      }
      createdAt
      expiresAt
      createdBy {
        id
        displayName
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<InvitationsQuery, InvitationsQueryVariables>;
export const CreateInvitationDocument = new TypedDocumentString(`
    mutation CreateInvitation($input: CreateInvitationInput!) {
  createInvitation(input: $input) {
    __typename
    ... on InvitationCreated {
      token
      invitation {
        id
        email
      }
    }
    ... on InvalidInput {
      field
      message
    }
  }
}
    `) as unknown as TypedDocumentString<CreateInvitationMutation, CreateInvitationMutationVariables>;
export const RevokeInvitationDocument = new TypedDocumentString(`
    mutation RevokeInvitation($input: RevokeInvitationInput!) {
  revokeInvitation(input: $input) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<RevokeInvitationMutation, RevokeInvitationMutationVariables>;
export const QueuesWithSettingsDocument = new TypedDocumentString(`
    query QueuesWithSettings($after: String) {
  queues(first: 100, after: $after) {
    nodes {
      ...QueueSettingsRow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment QueueSettingsRow on Queue {
  id
  name
  position
  state
  capacity
  waitingCount
  settings {
    automaticIpAddress
    automaticUserAgent
    attachments
    secureMetadata
    transcriptRetentionDays
  }
}`) as unknown as TypedDocumentString<QueuesWithSettingsQuery, QueuesWithSettingsQueryVariables>;
export const QueueWithHandlersDocument = new TypedDocumentString(`
    query QueueWithHandlers($id: ID!) {
  queue(id: $id) {
    ...QueueSettingsRow
    handlers {
      id
      displayName
      fullName
      email
    }
  }
}
    fragment QueueSettingsRow on Queue {
  id
  name
  position
  state
  capacity
  waitingCount
  settings {
    automaticIpAddress
    automaticUserAgent
    attachments
    secureMetadata
    transcriptRetentionDays
  }
}`) as unknown as TypedDocumentString<QueueWithHandlersQuery, QueueWithHandlersQueryVariables>;
export const CreateQueueDocument = new TypedDocumentString(`
    mutation CreateQueue($input: CreateQueueInput!) {
  createQueue(input: $input) {
    __typename
    ... on QueueCreated {
      queue {
        ...QueueSettingsRow
      }
    }
    ... on InvalidInput {
      field
      message
    }
  }
}
    fragment QueueSettingsRow on Queue {
  id
  name
  position
  state
  capacity
  waitingCount
  settings {
    automaticIpAddress
    automaticUserAgent
    attachments
    secureMetadata
    transcriptRetentionDays
  }
}`) as unknown as TypedDocumentString<CreateQueueMutation, CreateQueueMutationVariables>;
export const UpdateQueueDocument = new TypedDocumentString(`
    mutation UpdateQueue($input: UpdateQueueInput!) {
  updateQueue(input: $input) {
    __typename
    ... on QueueUpdated {
      queue {
        ...QueueSettingsRow
      }
    }
    ... on InvalidInput {
      field
      message
    }
  }
}
    fragment QueueSettingsRow on Queue {
  id
  name
  position
  state
  capacity
  waitingCount
  settings {
    automaticIpAddress
    automaticUserAgent
    attachments
    secureMetadata
    transcriptRetentionDays
  }
}`) as unknown as TypedDocumentString<UpdateQueueMutation, UpdateQueueMutationVariables>;
export const RemoveQueueDocument = new TypedDocumentString(`
    mutation RemoveQueue($input: RemoveQueueInput!) {
  removeQueue(input: $input) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<RemoveQueueMutation, RemoveQueueMutationVariables>;
export const OrderQueuesDocument = new TypedDocumentString(`
    mutation OrderQueues($input: OrderQueuesInput!) {
  orderQueues(input: $input) {
    __typename
    ... on InvalidInput {
      field
      message
    }
  }
}
    `) as unknown as TypedDocumentString<OrderQueuesMutation, OrderQueuesMutationVariables>;
export const SetQueueHandlersDocument = new TypedDocumentString(`
    mutation SetQueueHandlers($input: SetQueueHandlersInput!) {
  setQueueHandlers(input: $input) {
    __typename
    ... on QueueUpdated {
      queue {
        ...QueueSettingsRow
      }
    }
    ... on InvalidInput {
      field
      message
    }
  }
}
    fragment QueueSettingsRow on Queue {
  id
  name
  position
  state
  capacity
  waitingCount
  settings {
    automaticIpAddress
    automaticUserAgent
    attachments
    secureMetadata
    transcriptRetentionDays
  }
}`) as unknown as TypedDocumentString<SetQueueHandlersMutation, SetQueueHandlersMutationVariables>;
export const OrganisationDocument = new TypedDocumentString(`
    query Organisation {
  organisation {
    id
    slug
    name
    widgetOrigins
  }
}
    `) as unknown as TypedDocumentString<OrganisationQuery, OrganisationQueryVariables>;
export const UpdateOrganisationDocument = new TypedDocumentString(`
    mutation UpdateOrganisation($input: UpdateOrganisationInput!) {
  updateOrganisation(input: $input) {
    __typename
    ... on OrganisationUpdated {
      organisation {
        id
        slug
        name
        widgetOrigins
      }
    }
    ... on InvalidInput {
      field
      message
    }
  }
}
    `) as unknown as TypedDocumentString<UpdateOrganisationMutation, UpdateOrganisationMutationVariables>;
export const LeaveOrganisationDocument = new TypedDocumentString(`
    mutation LeaveOrganisation {
  leaveOrganisation {
    __typename
  }
}
    `) as unknown as TypedDocumentString<LeaveOrganisationMutation, LeaveOrganisationMutationVariables>;