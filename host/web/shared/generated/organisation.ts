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

export type PrepareAttachmentMutationVariables = Exact<{
  input: PrepareAttachmentInput;
}>;


export type PrepareAttachmentMutation = { prepareAttachment: { __typename: 'AttachmentPrepared', attachmentId: string, uploadUrl: string } | { __typename: 'AttachmentTooLarge', maxBytes: number } | { __typename: 'AttachmentsNotAllowed' } | { __typename: 'ConversationOver' } | { __typename: 'InvalidInput' } | { __typename: 'UploadQuotaReached' } | { __typename: 'UploadsPaused' } };

export type SetTypingMutationVariables = Exact<{
  input: SetTypingInput;
}>;


export type SetTypingMutation = { setTyping: { __typename: 'ConversationOver' } | { __typename: 'TypingSet' } };

export type MarkReadMutationVariables = Exact<{
  input: MarkReadInput;
}>;


export type MarkReadMutation = { markRead: { __typename: 'InvalidInput' } | { __typename: 'ReadMarked' } };

export type TypingSubscriptionVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type TypingSubscription = { typing: { party: Party, typing: boolean } };

type Leaf_ButtonBlock_Fragment = { __typename: 'ButtonBlock', id: string, label: string, carries: unknown | null, confirm: string | null, danger: boolean };

type Leaf_CalloutBlock_Fragment = { __typename: 'CalloutBlock', tone: CalloutTone, text: string };

type Leaf_CheckboxBlock_Fragment = { __typename: 'CheckboxBlock', id: string, label: string, checked: boolean, help: string | null, required: boolean };

type Leaf_CompletionsBlock_Fragment = { __typename: 'CompletionsBlock', items: Array<{ keyword: string, text: string }> };

type Leaf_CopyToComposerBlock_Fragment = { __typename: 'CopyToComposerBlock', label: string, text: string };

type Leaf_DateBlock_Fragment = { __typename: 'DateBlock', id: string, label: string, date: string | null, earliest: string | null, latest: string | null, help: string | null, required: boolean };

type Leaf_FacesBlock_Fragment = { __typename: 'FacesBlock', id: string, label: string, face: number | null, help: string | null, required: boolean };

type Leaf_FieldsBlock_Fragment = { __typename: 'FieldsBlock', fields: Array<{ label: string, value: string }> };

type Leaf_FormBlock_Fragment = { __typename: 'FormBlock' };

type Leaf_HeadingBlock_Fragment = { __typename: 'HeadingBlock', text: string };

type Leaf_ImageBlock_Fragment = { __typename: 'ImageBlock', url: string, alt: string };

type Leaf_LinkBlock_Fragment = { __typename: 'LinkBlock', label: string, url: string };

type Leaf_ListBlock_Fragment = { __typename: 'ListBlock' };

type Leaf_LongTextBlock_Fragment = { __typename: 'LongTextBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, maxLength: number | null };

type Leaf_MultiSelectBlock_Fragment = { __typename: 'MultiSelectBlock', id: string, label: string, values: Array<string>, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> };

type Leaf_NumberBlock_Fragment = { __typename: 'NumberBlock', id: string, label: string, amount: number | null, least: number | null, most: number | null, whole: boolean, help: string | null, required: boolean };

type Leaf_ProgressBlock_Fragment = { __typename: 'ProgressBlock', caption: string | null, done: number, total: number };

type Leaf_RadioBlock_Fragment = { __typename: 'RadioBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> };

type Leaf_ScaleBlock_Fragment = { __typename: 'ScaleBlock', id: string, label: string, min: number, max: number, number: number | null, minLabel: string | null, maxLabel: string | null, help: string | null, required: boolean };

type Leaf_SelectBlock_Fragment = { __typename: 'SelectBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> };

type Leaf_TagPickerBlock_Fragment = { __typename: 'TagPickerBlock', id: string, label: string, help: string | null, tags: Array<{ id: string, label: string, colour: string, depth: number, chosen: boolean }> };

type Leaf_TextBlock_Fragment = { __typename: 'TextBlock', text: string };

type Leaf_TextInputBlock_Fragment = { __typename: 'TextInputBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, maxLength: number | null, pattern: string | null, inputMode: InputMode };

type Leaf_VideoCallBlock_Fragment = { __typename: 'VideoCallBlock', id: string, label: string };

export type LeafFragment = Leaf_ButtonBlock_Fragment | Leaf_CalloutBlock_Fragment | Leaf_CheckboxBlock_Fragment | Leaf_CompletionsBlock_Fragment | Leaf_CopyToComposerBlock_Fragment | Leaf_DateBlock_Fragment | Leaf_FacesBlock_Fragment | Leaf_FieldsBlock_Fragment | Leaf_FormBlock_Fragment | Leaf_HeadingBlock_Fragment | Leaf_ImageBlock_Fragment | Leaf_LinkBlock_Fragment | Leaf_ListBlock_Fragment | Leaf_LongTextBlock_Fragment | Leaf_MultiSelectBlock_Fragment | Leaf_NumberBlock_Fragment | Leaf_ProgressBlock_Fragment | Leaf_RadioBlock_Fragment | Leaf_ScaleBlock_Fragment | Leaf_SelectBlock_Fragment | Leaf_TagPickerBlock_Fragment | Leaf_TextBlock_Fragment | Leaf_TextInputBlock_Fragment | Leaf_VideoCallBlock_Fragment;

type FormPart_ButtonBlock_Fragment = { __typename: 'ButtonBlock' };

type FormPart_CalloutBlock_Fragment = { __typename: 'CalloutBlock', tone: CalloutTone, text: string };

type FormPart_CheckboxBlock_Fragment = { __typename: 'CheckboxBlock', id: string, label: string, checked: boolean, help: string | null, required: boolean };

type FormPart_CompletionsBlock_Fragment = { __typename: 'CompletionsBlock' };

type FormPart_CopyToComposerBlock_Fragment = { __typename: 'CopyToComposerBlock' };

type FormPart_DateBlock_Fragment = { __typename: 'DateBlock', id: string, label: string, date: string | null, earliest: string | null, latest: string | null, help: string | null, required: boolean };

type FormPart_FacesBlock_Fragment = { __typename: 'FacesBlock', id: string, label: string, face: number | null, help: string | null, required: boolean };

type FormPart_FieldsBlock_Fragment = { __typename: 'FieldsBlock' };

type FormPart_FormBlock_Fragment = { __typename: 'FormBlock' };

type FormPart_HeadingBlock_Fragment = { __typename: 'HeadingBlock', text: string };

type FormPart_ImageBlock_Fragment = { __typename: 'ImageBlock' };

type FormPart_LinkBlock_Fragment = { __typename: 'LinkBlock' };

type FormPart_ListBlock_Fragment = { __typename: 'ListBlock' };

type FormPart_LongTextBlock_Fragment = { __typename: 'LongTextBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, maxLength: number | null };

type FormPart_MultiSelectBlock_Fragment = { __typename: 'MultiSelectBlock', id: string, label: string, values: Array<string>, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> };

type FormPart_NumberBlock_Fragment = { __typename: 'NumberBlock', id: string, label: string, amount: number | null, least: number | null, most: number | null, whole: boolean, help: string | null, required: boolean };

type FormPart_ProgressBlock_Fragment = { __typename: 'ProgressBlock', caption: string | null, done: number, total: number };

type FormPart_RadioBlock_Fragment = { __typename: 'RadioBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> };

type FormPart_ScaleBlock_Fragment = { __typename: 'ScaleBlock', id: string, label: string, min: number, max: number, number: number | null, minLabel: string | null, maxLabel: string | null, help: string | null, required: boolean };

type FormPart_SelectBlock_Fragment = { __typename: 'SelectBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> };

type FormPart_TagPickerBlock_Fragment = { __typename: 'TagPickerBlock' };

type FormPart_TextBlock_Fragment = { __typename: 'TextBlock', text: string };

type FormPart_TextInputBlock_Fragment = { __typename: 'TextInputBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, maxLength: number | null, pattern: string | null, inputMode: InputMode };

type FormPart_VideoCallBlock_Fragment = { __typename: 'VideoCallBlock' };

export type FormPartFragment = FormPart_ButtonBlock_Fragment | FormPart_CalloutBlock_Fragment | FormPart_CheckboxBlock_Fragment | FormPart_CompletionsBlock_Fragment | FormPart_CopyToComposerBlock_Fragment | FormPart_DateBlock_Fragment | FormPart_FacesBlock_Fragment | FormPart_FieldsBlock_Fragment | FormPart_FormBlock_Fragment | FormPart_HeadingBlock_Fragment | FormPart_ImageBlock_Fragment | FormPart_LinkBlock_Fragment | FormPart_ListBlock_Fragment | FormPart_LongTextBlock_Fragment | FormPart_MultiSelectBlock_Fragment | FormPart_NumberBlock_Fragment | FormPart_ProgressBlock_Fragment | FormPart_RadioBlock_Fragment | FormPart_ScaleBlock_Fragment | FormPart_SelectBlock_Fragment | FormPart_TagPickerBlock_Fragment | FormPart_TextBlock_Fragment | FormPart_TextInputBlock_Fragment | FormPart_VideoCallBlock_Fragment;

export type OptionFragment = { value: string, label: string, description: string | null, disabled: boolean };

export type FormFragment = { id: string, submitLabel: string, blocks: Array<{ __typename: 'ButtonBlock' } | { __typename: 'CalloutBlock', tone: CalloutTone, text: string } | { __typename: 'CheckboxBlock', id: string, label: string, checked: boolean, help: string | null, required: boolean } | { __typename: 'CompletionsBlock' } | { __typename: 'CopyToComposerBlock' } | { __typename: 'DateBlock', id: string, label: string, date: string | null, earliest: string | null, latest: string | null, help: string | null, required: boolean } | { __typename: 'FacesBlock', id: string, label: string, face: number | null, help: string | null, required: boolean } | { __typename: 'FieldsBlock' } | { __typename: 'FormBlock' } | { __typename: 'HeadingBlock', text: string } | { __typename: 'ImageBlock' } | { __typename: 'LinkBlock' } | { __typename: 'ListBlock' } | { __typename: 'LongTextBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, maxLength: number | null } | { __typename: 'MultiSelectBlock', id: string, label: string, values: Array<string>, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'NumberBlock', id: string, label: string, amount: number | null, least: number | null, most: number | null, whole: boolean, help: string | null, required: boolean } | { __typename: 'ProgressBlock', caption: string | null, done: number, total: number } | { __typename: 'RadioBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'ScaleBlock', id: string, label: string, min: number, max: number, number: number | null, minLabel: string | null, maxLabel: string | null, help: string | null, required: boolean } | { __typename: 'SelectBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'TagPickerBlock' } | { __typename: 'TextBlock', text: string } | { __typename: 'TextInputBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, maxLength: number | null, pattern: string | null, inputMode: InputMode } | { __typename: 'VideoCallBlock' }> };

export type ViewFragment = { title: string, blocks: Array<{ __typename: 'ButtonBlock', id: string, label: string, carries: unknown | null, confirm: string | null, danger: boolean } | { __typename: 'CalloutBlock', tone: CalloutTone, text: string } | { __typename: 'CheckboxBlock', id: string, label: string, checked: boolean, help: string | null, required: boolean } | { __typename: 'CompletionsBlock', items: Array<{ keyword: string, text: string }> } | { __typename: 'CopyToComposerBlock', label: string, text: string } | { __typename: 'DateBlock', id: string, label: string, date: string | null, earliest: string | null, latest: string | null, help: string | null, required: boolean } | { __typename: 'FacesBlock', id: string, label: string, face: number | null, help: string | null, required: boolean } | { __typename: 'FieldsBlock', fields: Array<{ label: string, value: string }> } | { __typename: 'FormBlock', id: string, submitLabel: string, blocks: Array<{ __typename: 'ButtonBlock' } | { __typename: 'CalloutBlock', tone: CalloutTone, text: string } | { __typename: 'CheckboxBlock', id: string, label: string, checked: boolean, help: string | null, required: boolean } | { __typename: 'CompletionsBlock' } | { __typename: 'CopyToComposerBlock' } | { __typename: 'DateBlock', id: string, label: string, date: string | null, earliest: string | null, latest: string | null, help: string | null, required: boolean } | { __typename: 'FacesBlock', id: string, label: string, face: number | null, help: string | null, required: boolean } | { __typename: 'FieldsBlock' } | { __typename: 'FormBlock' } | { __typename: 'HeadingBlock', text: string } | { __typename: 'ImageBlock' } | { __typename: 'LinkBlock' } | { __typename: 'ListBlock' } | { __typename: 'LongTextBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, maxLength: number | null } | { __typename: 'MultiSelectBlock', id: string, label: string, values: Array<string>, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'NumberBlock', id: string, label: string, amount: number | null, least: number | null, most: number | null, whole: boolean, help: string | null, required: boolean } | { __typename: 'ProgressBlock', caption: string | null, done: number, total: number } | { __typename: 'RadioBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'ScaleBlock', id: string, label: string, min: number, max: number, number: number | null, minLabel: string | null, maxLabel: string | null, help: string | null, required: boolean } | { __typename: 'SelectBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'TagPickerBlock' } | { __typename: 'TextBlock', text: string } | { __typename: 'TextInputBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, maxLength: number | null, pattern: string | null, inputMode: InputMode } | { __typename: 'VideoCallBlock' }> } | { __typename: 'HeadingBlock', text: string } | { __typename: 'ImageBlock', url: string, alt: string } | { __typename: 'LinkBlock', label: string, url: string } | { __typename: 'ListBlock', rows: Array<{ blocks: Array<{ __typename: 'ButtonBlock', id: string, label: string, carries: unknown | null, confirm: string | null, danger: boolean } | { __typename: 'CalloutBlock', tone: CalloutTone, text: string } | { __typename: 'CheckboxBlock', id: string, label: string, checked: boolean, help: string | null, required: boolean } | { __typename: 'CompletionsBlock', items: Array<{ keyword: string, text: string }> } | { __typename: 'CopyToComposerBlock', label: string, text: string } | { __typename: 'DateBlock', id: string, label: string, date: string | null, earliest: string | null, latest: string | null, help: string | null, required: boolean } | { __typename: 'FacesBlock', id: string, label: string, face: number | null, help: string | null, required: boolean } | { __typename: 'FieldsBlock', fields: Array<{ label: string, value: string }> } | { __typename: 'FormBlock', id: string, submitLabel: string, blocks: Array<{ __typename: 'ButtonBlock' } | { __typename: 'CalloutBlock', tone: CalloutTone, text: string } | { __typename: 'CheckboxBlock', id: string, label: string, checked: boolean, help: string | null, required: boolean } | { __typename: 'CompletionsBlock' } | { __typename: 'CopyToComposerBlock' } | { __typename: 'DateBlock', id: string, label: string, date: string | null, earliest: string | null, latest: string | null, help: string | null, required: boolean } | { __typename: 'FacesBlock', id: string, label: string, face: number | null, help: string | null, required: boolean } | { __typename: 'FieldsBlock' } | { __typename: 'FormBlock' } | { __typename: 'HeadingBlock', text: string } | { __typename: 'ImageBlock' } | { __typename: 'LinkBlock' } | { __typename: 'ListBlock' } | { __typename: 'LongTextBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, maxLength: number | null } | { __typename: 'MultiSelectBlock', id: string, label: string, values: Array<string>, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'NumberBlock', id: string, label: string, amount: number | null, least: number | null, most: number | null, whole: boolean, help: string | null, required: boolean } | { __typename: 'ProgressBlock', caption: string | null, done: number, total: number } | { __typename: 'RadioBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'ScaleBlock', id: string, label: string, min: number, max: number, number: number | null, minLabel: string | null, maxLabel: string | null, help: string | null, required: boolean } | { __typename: 'SelectBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'TagPickerBlock' } | { __typename: 'TextBlock', text: string } | { __typename: 'TextInputBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, maxLength: number | null, pattern: string | null, inputMode: InputMode } | { __typename: 'VideoCallBlock' }> } | { __typename: 'HeadingBlock', text: string } | { __typename: 'ImageBlock', url: string, alt: string } | { __typename: 'LinkBlock', label: string, url: string } | { __typename: 'ListBlock' } | { __typename: 'LongTextBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, maxLength: number | null } | { __typename: 'MultiSelectBlock', id: string, label: string, values: Array<string>, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'NumberBlock', id: string, label: string, amount: number | null, least: number | null, most: number | null, whole: boolean, help: string | null, required: boolean } | { __typename: 'ProgressBlock', caption: string | null, done: number, total: number } | { __typename: 'RadioBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'ScaleBlock', id: string, label: string, min: number, max: number, number: number | null, minLabel: string | null, maxLabel: string | null, help: string | null, required: boolean } | { __typename: 'SelectBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'TagPickerBlock', id: string, label: string, help: string | null, tags: Array<{ id: string, label: string, colour: string, depth: number, chosen: boolean }> } | { __typename: 'TextBlock', text: string } | { __typename: 'TextInputBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, maxLength: number | null, pattern: string | null, inputMode: InputMode } | { __typename: 'VideoCallBlock', id: string, label: string }> }> } | { __typename: 'LongTextBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, maxLength: number | null } | { __typename: 'MultiSelectBlock', id: string, label: string, values: Array<string>, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'NumberBlock', id: string, label: string, amount: number | null, least: number | null, most: number | null, whole: boolean, help: string | null, required: boolean } | { __typename: 'ProgressBlock', caption: string | null, done: number, total: number } | { __typename: 'RadioBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'ScaleBlock', id: string, label: string, min: number, max: number, number: number | null, minLabel: string | null, maxLabel: string | null, help: string | null, required: boolean } | { __typename: 'SelectBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'TagPickerBlock', id: string, label: string, help: string | null, tags: Array<{ id: string, label: string, colour: string, depth: number, chosen: boolean }> } | { __typename: 'TextBlock', text: string } | { __typename: 'TextInputBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, maxLength: number | null, pattern: string | null, inputMode: InputMode } | { __typename: 'VideoCallBlock', id: string, label: string }> };

export type PanelsQueryVariables = Exact<{
  slot: Slot;
  conversationId?: InputMaybe<Scalars['ID']['input']>;
  queueId?: InputMaybe<Scalars['ID']['input']>;
}>;


export type PanelsQuery = { panels: Array<{ plugin: string, slot: Slot, title: string, view: { title: string, blocks: Array<{ __typename: 'ButtonBlock', id: string, label: string, carries: unknown | null, confirm: string | null, danger: boolean } | { __typename: 'CalloutBlock', tone: CalloutTone, text: string } | { __typename: 'CheckboxBlock', id: string, label: string, checked: boolean, help: string | null, required: boolean } | { __typename: 'CompletionsBlock', items: Array<{ keyword: string, text: string }> } | { __typename: 'CopyToComposerBlock', label: string, text: string } | { __typename: 'DateBlock', id: string, label: string, date: string | null, earliest: string | null, latest: string | null, help: string | null, required: boolean } | { __typename: 'FacesBlock', id: string, label: string, face: number | null, help: string | null, required: boolean } | { __typename: 'FieldsBlock', fields: Array<{ label: string, value: string }> } | { __typename: 'FormBlock', id: string, submitLabel: string, blocks: Array<{ __typename: 'ButtonBlock' } | { __typename: 'CalloutBlock', tone: CalloutTone, text: string } | { __typename: 'CheckboxBlock', id: string, label: string, checked: boolean, help: string | null, required: boolean } | { __typename: 'CompletionsBlock' } | { __typename: 'CopyToComposerBlock' } | { __typename: 'DateBlock', id: string, label: string, date: string | null, earliest: string | null, latest: string | null, help: string | null, required: boolean } | { __typename: 'FacesBlock', id: string, label: string, face: number | null, help: string | null, required: boolean } | { __typename: 'FieldsBlock' } | { __typename: 'FormBlock' } | { __typename: 'HeadingBlock', text: string } | { __typename: 'ImageBlock' } | { __typename: 'LinkBlock' } | { __typename: 'ListBlock' } | { __typename: 'LongTextBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, maxLength: number | null } | { __typename: 'MultiSelectBlock', id: string, label: string, values: Array<string>, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'NumberBlock', id: string, label: string, amount: number | null, least: number | null, most: number | null, whole: boolean, help: string | null, required: boolean } | { __typename: 'ProgressBlock', caption: string | null, done: number, total: number } | { __typename: 'RadioBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'ScaleBlock', id: string, label: string, min: number, max: number, number: number | null, minLabel: string | null, maxLabel: string | null, help: string | null, required: boolean } | { __typename: 'SelectBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'TagPickerBlock' } | { __typename: 'TextBlock', text: string } | { __typename: 'TextInputBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, maxLength: number | null, pattern: string | null, inputMode: InputMode } | { __typename: 'VideoCallBlock' }> } | { __typename: 'HeadingBlock', text: string } | { __typename: 'ImageBlock', url: string, alt: string } | { __typename: 'LinkBlock', label: string, url: string } | { __typename: 'ListBlock', rows: Array<{ blocks: Array<{ __typename: 'ButtonBlock', id: string, label: string, carries: unknown | null, confirm: string | null, danger: boolean } | { __typename: 'CalloutBlock', tone: CalloutTone, text: string } | { __typename: 'CheckboxBlock', id: string, label: string, checked: boolean, help: string | null, required: boolean } | { __typename: 'CompletionsBlock', items: Array<{ keyword: string, text: string }> } | { __typename: 'CopyToComposerBlock', label: string, text: string } | { __typename: 'DateBlock', id: string, label: string, date: string | null, earliest: string | null, latest: string | null, help: string | null, required: boolean } | { __typename: 'FacesBlock', id: string, label: string, face: number | null, help: string | null, required: boolean } | { __typename: 'FieldsBlock', fields: Array<{ label: string, value: string }> } | { __typename: 'FormBlock', id: string, submitLabel: string, blocks: Array<{ __typename: 'ButtonBlock' } | { __typename: 'CalloutBlock', tone: CalloutTone, text: string } | { __typename: 'CheckboxBlock', id: string, label: string, checked: boolean, help: string | null, required: boolean } | { __typename: 'CompletionsBlock' } | { __typename: 'CopyToComposerBlock' } | { __typename: 'DateBlock', id: string, label: string, date: string | null, earliest: string | null, latest: string | null, help: string | null, required: boolean } | { __typename: 'FacesBlock', id: string, label: string, face: number | null, help: string | null, required: boolean } | { __typename: 'FieldsBlock' } | { __typename: 'FormBlock' } | { __typename: 'HeadingBlock', text: string } | { __typename: 'ImageBlock' } | { __typename: 'LinkBlock' } | { __typename: 'ListBlock' } | { __typename: 'LongTextBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, maxLength: number | null } | { __typename: 'MultiSelectBlock', id: string, label: string, values: Array<string>, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'NumberBlock', id: string, label: string, amount: number | null, least: number | null, most: number | null, whole: boolean, help: string | null, required: boolean } | { __typename: 'ProgressBlock', caption: string | null, done: number, total: number } | { __typename: 'RadioBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'ScaleBlock', id: string, label: string, min: number, max: number, number: number | null, minLabel: string | null, maxLabel: string | null, help: string | null, required: boolean } | { __typename: 'SelectBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'TagPickerBlock' } | { __typename: 'TextBlock', text: string } | { __typename: 'TextInputBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, maxLength: number | null, pattern: string | null, inputMode: InputMode } | { __typename: 'VideoCallBlock' }> } | { __typename: 'HeadingBlock', text: string } | { __typename: 'ImageBlock', url: string, alt: string } | { __typename: 'LinkBlock', label: string, url: string } | { __typename: 'ListBlock' } | { __typename: 'LongTextBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, maxLength: number | null } | { __typename: 'MultiSelectBlock', id: string, label: string, values: Array<string>, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'NumberBlock', id: string, label: string, amount: number | null, least: number | null, most: number | null, whole: boolean, help: string | null, required: boolean } | { __typename: 'ProgressBlock', caption: string | null, done: number, total: number } | { __typename: 'RadioBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'ScaleBlock', id: string, label: string, min: number, max: number, number: number | null, minLabel: string | null, maxLabel: string | null, help: string | null, required: boolean } | { __typename: 'SelectBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'TagPickerBlock', id: string, label: string, help: string | null, tags: Array<{ id: string, label: string, colour: string, depth: number, chosen: boolean }> } | { __typename: 'TextBlock', text: string } | { __typename: 'TextInputBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, maxLength: number | null, pattern: string | null, inputMode: InputMode } | { __typename: 'VideoCallBlock', id: string, label: string }> }> } | { __typename: 'LongTextBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, maxLength: number | null } | { __typename: 'MultiSelectBlock', id: string, label: string, values: Array<string>, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'NumberBlock', id: string, label: string, amount: number | null, least: number | null, most: number | null, whole: boolean, help: string | null, required: boolean } | { __typename: 'ProgressBlock', caption: string | null, done: number, total: number } | { __typename: 'RadioBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'ScaleBlock', id: string, label: string, min: number, max: number, number: number | null, minLabel: string | null, maxLabel: string | null, help: string | null, required: boolean } | { __typename: 'SelectBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'TagPickerBlock', id: string, label: string, help: string | null, tags: Array<{ id: string, label: string, colour: string, depth: number, chosen: boolean }> } | { __typename: 'TextBlock', text: string } | { __typename: 'TextInputBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, maxLength: number | null, pattern: string | null, inputMode: InputMode } | { __typename: 'VideoCallBlock', id: string, label: string }> } | null }> };

export type ActOnPanelMutationVariables = Exact<{
  input: ActOnPanelInput;
}>;


export type ActOnPanelMutation = { actOnPanel: { __typename: 'NotAllowed', message: string } | { __typename: 'PanelActed', toast: string | null, composerText: string | null, view: { title: string, blocks: Array<{ __typename: 'ButtonBlock', id: string, label: string, carries: unknown | null, confirm: string | null, danger: boolean } | { __typename: 'CalloutBlock', tone: CalloutTone, text: string } | { __typename: 'CheckboxBlock', id: string, label: string, checked: boolean, help: string | null, required: boolean } | { __typename: 'CompletionsBlock', items: Array<{ keyword: string, text: string }> } | { __typename: 'CopyToComposerBlock', label: string, text: string } | { __typename: 'DateBlock', id: string, label: string, date: string | null, earliest: string | null, latest: string | null, help: string | null, required: boolean } | { __typename: 'FacesBlock', id: string, label: string, face: number | null, help: string | null, required: boolean } | { __typename: 'FieldsBlock', fields: Array<{ label: string, value: string }> } | { __typename: 'FormBlock', id: string, submitLabel: string, blocks: Array<{ __typename: 'ButtonBlock' } | { __typename: 'CalloutBlock', tone: CalloutTone, text: string } | { __typename: 'CheckboxBlock', id: string, label: string, checked: boolean, help: string | null, required: boolean } | { __typename: 'CompletionsBlock' } | { __typename: 'CopyToComposerBlock' } | { __typename: 'DateBlock', id: string, label: string, date: string | null, earliest: string | null, latest: string | null, help: string | null, required: boolean } | { __typename: 'FacesBlock', id: string, label: string, face: number | null, help: string | null, required: boolean } | { __typename: 'FieldsBlock' } | { __typename: 'FormBlock' } | { __typename: 'HeadingBlock', text: string } | { __typename: 'ImageBlock' } | { __typename: 'LinkBlock' } | { __typename: 'ListBlock' } | { __typename: 'LongTextBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, maxLength: number | null } | { __typename: 'MultiSelectBlock', id: string, label: string, values: Array<string>, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'NumberBlock', id: string, label: string, amount: number | null, least: number | null, most: number | null, whole: boolean, help: string | null, required: boolean } | { __typename: 'ProgressBlock', caption: string | null, done: number, total: number } | { __typename: 'RadioBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'ScaleBlock', id: string, label: string, min: number, max: number, number: number | null, minLabel: string | null, maxLabel: string | null, help: string | null, required: boolean } | { __typename: 'SelectBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'TagPickerBlock' } | { __typename: 'TextBlock', text: string } | { __typename: 'TextInputBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, maxLength: number | null, pattern: string | null, inputMode: InputMode } | { __typename: 'VideoCallBlock' }> } | { __typename: 'HeadingBlock', text: string } | { __typename: 'ImageBlock', url: string, alt: string } | { __typename: 'LinkBlock', label: string, url: string } | { __typename: 'ListBlock', rows: Array<{ blocks: Array<{ __typename: 'ButtonBlock', id: string, label: string, carries: unknown | null, confirm: string | null, danger: boolean } | { __typename: 'CalloutBlock', tone: CalloutTone, text: string } | { __typename: 'CheckboxBlock', id: string, label: string, checked: boolean, help: string | null, required: boolean } | { __typename: 'CompletionsBlock', items: Array<{ keyword: string, text: string }> } | { __typename: 'CopyToComposerBlock', label: string, text: string } | { __typename: 'DateBlock', id: string, label: string, date: string | null, earliest: string | null, latest: string | null, help: string | null, required: boolean } | { __typename: 'FacesBlock', id: string, label: string, face: number | null, help: string | null, required: boolean } | { __typename: 'FieldsBlock', fields: Array<{ label: string, value: string }> } | { __typename: 'FormBlock', id: string, submitLabel: string, blocks: Array<{ __typename: 'ButtonBlock' } | { __typename: 'CalloutBlock', tone: CalloutTone, text: string } | { __typename: 'CheckboxBlock', id: string, label: string, checked: boolean, help: string | null, required: boolean } | { __typename: 'CompletionsBlock' } | { __typename: 'CopyToComposerBlock' } | { __typename: 'DateBlock', id: string, label: string, date: string | null, earliest: string | null, latest: string | null, help: string | null, required: boolean } | { __typename: 'FacesBlock', id: string, label: string, face: number | null, help: string | null, required: boolean } | { __typename: 'FieldsBlock' } | { __typename: 'FormBlock' } | { __typename: 'HeadingBlock', text: string } | { __typename: 'ImageBlock' } | { __typename: 'LinkBlock' } | { __typename: 'ListBlock' } | { __typename: 'LongTextBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, maxLength: number | null } | { __typename: 'MultiSelectBlock', id: string, label: string, values: Array<string>, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'NumberBlock', id: string, label: string, amount: number | null, least: number | null, most: number | null, whole: boolean, help: string | null, required: boolean } | { __typename: 'ProgressBlock', caption: string | null, done: number, total: number } | { __typename: 'RadioBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'ScaleBlock', id: string, label: string, min: number, max: number, number: number | null, minLabel: string | null, maxLabel: string | null, help: string | null, required: boolean } | { __typename: 'SelectBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'TagPickerBlock' } | { __typename: 'TextBlock', text: string } | { __typename: 'TextInputBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, maxLength: number | null, pattern: string | null, inputMode: InputMode } | { __typename: 'VideoCallBlock' }> } | { __typename: 'HeadingBlock', text: string } | { __typename: 'ImageBlock', url: string, alt: string } | { __typename: 'LinkBlock', label: string, url: string } | { __typename: 'ListBlock' } | { __typename: 'LongTextBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, maxLength: number | null } | { __typename: 'MultiSelectBlock', id: string, label: string, values: Array<string>, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'NumberBlock', id: string, label: string, amount: number | null, least: number | null, most: number | null, whole: boolean, help: string | null, required: boolean } | { __typename: 'ProgressBlock', caption: string | null, done: number, total: number } | { __typename: 'RadioBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'ScaleBlock', id: string, label: string, min: number, max: number, number: number | null, minLabel: string | null, maxLabel: string | null, help: string | null, required: boolean } | { __typename: 'SelectBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'TagPickerBlock', id: string, label: string, help: string | null, tags: Array<{ id: string, label: string, colour: string, depth: number, chosen: boolean }> } | { __typename: 'TextBlock', text: string } | { __typename: 'TextInputBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, maxLength: number | null, pattern: string | null, inputMode: InputMode } | { __typename: 'VideoCallBlock', id: string, label: string }> }> } | { __typename: 'LongTextBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, maxLength: number | null } | { __typename: 'MultiSelectBlock', id: string, label: string, values: Array<string>, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'NumberBlock', id: string, label: string, amount: number | null, least: number | null, most: number | null, whole: boolean, help: string | null, required: boolean } | { __typename: 'ProgressBlock', caption: string | null, done: number, total: number } | { __typename: 'RadioBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'ScaleBlock', id: string, label: string, min: number, max: number, number: number | null, minLabel: string | null, maxLabel: string | null, help: string | null, required: boolean } | { __typename: 'SelectBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, options: Array<{ value: string, label: string, description: string | null, disabled: boolean }> } | { __typename: 'TagPickerBlock', id: string, label: string, help: string | null, tags: Array<{ id: string, label: string, colour: string, depth: number, chosen: boolean }> } | { __typename: 'TextBlock', text: string } | { __typename: 'TextInputBlock', id: string, label: string, value: string | null, help: string | null, required: boolean, maxLength: number | null, pattern: string | null, inputMode: InputMode } | { __typename: 'VideoCallBlock', id: string, label: string }> } | null } | { __typename: 'PanelInvalid', message: string, errors: Array<{ field: string, message: string }> } | { __typename: 'PluginRefused', message: string } | null };

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
export const OptionFragmentDoc = new TypedDocumentString(`
    fragment Option on BlockOption {
  value
  label
  description
  disabled
}
    `, {"fragmentName":"Option"}) as unknown as TypedDocumentString<OptionFragment, unknown>;
export const FormPartFragmentDoc = new TypedDocumentString(`
    fragment FormPart on Block {
  __typename
  ... on HeadingBlock {
    text
  }
  ... on TextBlock {
    text
  }
  ... on ProgressBlock {
    caption
    done
    total
  }
  ... on CalloutBlock {
    tone
    text
  }
  ... on TextInputBlock {
    id
    label
    value
    help
    required
    maxLength
    pattern
    inputMode
  }
  ... on LongTextBlock {
    id
    label
    value
    help
    required
    maxLength
  }
  ... on SelectBlock {
    id
    label
    value
    help
    required
    options {
      ...Option
    }
  }
  ... on MultiSelectBlock {
    id
    label
    values
    help
    required
    options {
      ...Option
    }
  }
  ... on RadioBlock {
    id
    label
    value
    help
    required
    options {
      ...Option
    }
  }
  ... on CheckboxBlock {
    id
    label
    checked
    help
    required
  }
  ... on ScaleBlock {
    id
    label
    min
    max
    number
    minLabel
    maxLabel
    help
    required
  }
  ... on FacesBlock {
    id
    label
    face
    help
    required
  }
  ... on NumberBlock {
    id
    label
    amount
    least
    most
    whole
    help
    required
  }
  ... on DateBlock {
    id
    label
    date
    earliest
    latest
    help
    required
  }
}
    fragment Option on BlockOption {
  value
  label
  description
  disabled
}`, {"fragmentName":"FormPart"}) as unknown as TypedDocumentString<FormPartFragment, unknown>;
export const LeafFragmentDoc = new TypedDocumentString(`
    fragment Leaf on Block {
  __typename
  ...FormPart
  ... on FieldsBlock {
    fields {
      label
      value
    }
  }
  ... on TagPickerBlock {
    id
    label
    help
    tags {
      id
      label
      colour
      depth
      chosen
    }
  }
  ... on ButtonBlock {
    id
    label
    carries
    confirm
    danger
  }
  ... on CopyToComposerBlock {
    label
    text
  }
  ... on CompletionsBlock {
    items {
      keyword
      text
    }
  }
  ... on LinkBlock {
    label
    url
  }
  ... on ImageBlock {
    url
    alt
  }
  ... on VideoCallBlock {
    id
    label
  }
}
    fragment FormPart on Block {
  __typename
  ... on HeadingBlock {
    text
  }
  ... on TextBlock {
    text
  }
  ... on ProgressBlock {
    caption
    done
    total
  }
  ... on CalloutBlock {
    tone
    text
  }
  ... on TextInputBlock {
    id
    label
    value
    help
    required
    maxLength
    pattern
    inputMode
  }
  ... on LongTextBlock {
    id
    label
    value
    help
    required
    maxLength
  }
  ... on SelectBlock {
    id
    label
    value
    help
    required
    options {
      ...Option
    }
  }
  ... on MultiSelectBlock {
    id
    label
    values
    help
    required
    options {
      ...Option
    }
  }
  ... on RadioBlock {
    id
    label
    value
    help
    required
    options {
      ...Option
    }
  }
  ... on CheckboxBlock {
    id
    label
    checked
    help
    required
  }
  ... on ScaleBlock {
    id
    label
    min
    max
    number
    minLabel
    maxLabel
    help
    required
  }
  ... on FacesBlock {
    id
    label
    face
    help
    required
  }
  ... on NumberBlock {
    id
    label
    amount
    least
    most
    whole
    help
    required
  }
  ... on DateBlock {
    id
    label
    date
    earliest
    latest
    help
    required
  }
}
fragment Option on BlockOption {
  value
  label
  description
  disabled
}`, {"fragmentName":"Leaf"}) as unknown as TypedDocumentString<LeafFragment, unknown>;
export const FormFragmentDoc = new TypedDocumentString(`
    fragment Form on FormBlock {
  id
  submitLabel
  blocks {
    ...FormPart
  }
}
    fragment FormPart on Block {
  __typename
  ... on HeadingBlock {
    text
  }
  ... on TextBlock {
    text
  }
  ... on ProgressBlock {
    caption
    done
    total
  }
  ... on CalloutBlock {
    tone
    text
  }
  ... on TextInputBlock {
    id
    label
    value
    help
    required
    maxLength
    pattern
    inputMode
  }
  ... on LongTextBlock {
    id
    label
    value
    help
    required
    maxLength
  }
  ... on SelectBlock {
    id
    label
    value
    help
    required
    options {
      ...Option
    }
  }
  ... on MultiSelectBlock {
    id
    label
    values
    help
    required
    options {
      ...Option
    }
  }
  ... on RadioBlock {
    id
    label
    value
    help
    required
    options {
      ...Option
    }
  }
  ... on CheckboxBlock {
    id
    label
    checked
    help
    required
  }
  ... on ScaleBlock {
    id
    label
    min
    max
    number
    minLabel
    maxLabel
    help
    required
  }
  ... on FacesBlock {
    id
    label
    face
    help
    required
  }
  ... on NumberBlock {
    id
    label
    amount
    least
    most
    whole
    help
    required
  }
  ... on DateBlock {
    id
    label
    date
    earliest
    latest
    help
    required
  }
}
fragment Option on BlockOption {
  value
  label
  description
  disabled
}`, {"fragmentName":"Form"}) as unknown as TypedDocumentString<FormFragment, unknown>;
export const ViewFragmentDoc = new TypedDocumentString(`
    fragment View on PanelView {
  title
  blocks {
    ...Leaf
    ... on FormBlock {
      ...Form
    }
    ... on ListBlock {
      rows {
        blocks {
          ...Leaf
          ... on FormBlock {
            ...Form
          }
        }
      }
    }
  }
}
    fragment Leaf on Block {
  __typename
  ...FormPart
  ... on FieldsBlock {
    fields {
      label
      value
    }
  }
  ... on TagPickerBlock {
    id
    label
    help
    tags {
      id
      label
      colour
      depth
      chosen
    }
  }
  ... on ButtonBlock {
    id
    label
    carries
    confirm
    danger
  }
  ... on CopyToComposerBlock {
    label
    text
  }
  ... on CompletionsBlock {
    items {
      keyword
      text
    }
  }
  ... on LinkBlock {
    label
    url
  }
  ... on ImageBlock {
    url
    alt
  }
  ... on VideoCallBlock {
    id
    label
  }
}
fragment FormPart on Block {
  __typename
  ... on HeadingBlock {
    text
  }
  ... on TextBlock {
    text
  }
  ... on ProgressBlock {
    caption
    done
    total
  }
  ... on CalloutBlock {
    tone
    text
  }
  ... on TextInputBlock {
    id
    label
    value
    help
    required
    maxLength
    pattern
    inputMode
  }
  ... on LongTextBlock {
    id
    label
    value
    help
    required
    maxLength
  }
  ... on SelectBlock {
    id
    label
    value
    help
    required
    options {
      ...Option
    }
  }
  ... on MultiSelectBlock {
    id
    label
    values
    help
    required
    options {
      ...Option
    }
  }
  ... on RadioBlock {
    id
    label
    value
    help
    required
    options {
      ...Option
    }
  }
  ... on CheckboxBlock {
    id
    label
    checked
    help
    required
  }
  ... on ScaleBlock {
    id
    label
    min
    max
    number
    minLabel
    maxLabel
    help
    required
  }
  ... on FacesBlock {
    id
    label
    face
    help
    required
  }
  ... on NumberBlock {
    id
    label
    amount
    least
    most
    whole
    help
    required
  }
  ... on DateBlock {
    id
    label
    date
    earliest
    latest
    help
    required
  }
}
fragment Option on BlockOption {
  value
  label
  description
  disabled
}
fragment Form on FormBlock {
  id
  submitLabel
  blocks {
    ...FormPart
  }
}`, {"fragmentName":"View"}) as unknown as TypedDocumentString<ViewFragment, unknown>;
export const PrepareAttachmentDocument = new TypedDocumentString(`
    mutation PrepareAttachment($input: PrepareAttachmentInput!) {
  prepareAttachment(input: $input) {
    __typename
    ... on AttachmentPrepared {
      attachmentId
      uploadUrl
    }
    ... on AttachmentTooLarge {
      maxBytes
    }
  }
}
    `) as unknown as TypedDocumentString<PrepareAttachmentMutation, PrepareAttachmentMutationVariables>;
export const SetTypingDocument = new TypedDocumentString(`
    mutation SetTyping($input: SetTypingInput!) {
  setTyping(input: $input) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<SetTypingMutation, SetTypingMutationVariables>;
export const MarkReadDocument = new TypedDocumentString(`
    mutation MarkRead($input: MarkReadInput!) {
  markRead(input: $input) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<MarkReadMutation, MarkReadMutationVariables>;
export const TypingDocument = new TypedDocumentString(`
    subscription Typing($id: ID!) {
  typing(conversationId: $id) {
    party
    typing
  }
}
    `) as unknown as TypedDocumentString<TypingSubscription, TypingSubscriptionVariables>;
export const PanelsDocument = new TypedDocumentString(`
    query Panels($slot: Slot!, $conversationId: ID, $queueId: ID) {
  panels(slot: $slot, conversationId: $conversationId, queueId: $queueId) {
    plugin
    slot
    title
    view {
      ...View
    }
  }
}
    fragment Leaf on Block {
  __typename
  ...FormPart
  ... on FieldsBlock {
    fields {
      label
      value
    }
  }
  ... on TagPickerBlock {
    id
    label
    help
    tags {
      id
      label
      colour
      depth
      chosen
    }
  }
  ... on ButtonBlock {
    id
    label
    carries
    confirm
    danger
  }
  ... on CopyToComposerBlock {
    label
    text
  }
  ... on CompletionsBlock {
    items {
      keyword
      text
    }
  }
  ... on LinkBlock {
    label
    url
  }
  ... on ImageBlock {
    url
    alt
  }
  ... on VideoCallBlock {
    id
    label
  }
}
fragment FormPart on Block {
  __typename
  ... on HeadingBlock {
    text
  }
  ... on TextBlock {
    text
  }
  ... on ProgressBlock {
    caption
    done
    total
  }
  ... on CalloutBlock {
    tone
    text
  }
  ... on TextInputBlock {
    id
    label
    value
    help
    required
    maxLength
    pattern
    inputMode
  }
  ... on LongTextBlock {
    id
    label
    value
    help
    required
    maxLength
  }
  ... on SelectBlock {
    id
    label
    value
    help
    required
    options {
      ...Option
    }
  }
  ... on MultiSelectBlock {
    id
    label
    values
    help
    required
    options {
      ...Option
    }
  }
  ... on RadioBlock {
    id
    label
    value
    help
    required
    options {
      ...Option
    }
  }
  ... on CheckboxBlock {
    id
    label
    checked
    help
    required
  }
  ... on ScaleBlock {
    id
    label
    min
    max
    number
    minLabel
    maxLabel
    help
    required
  }
  ... on FacesBlock {
    id
    label
    face
    help
    required
  }
  ... on NumberBlock {
    id
    label
    amount
    least
    most
    whole
    help
    required
  }
  ... on DateBlock {
    id
    label
    date
    earliest
    latest
    help
    required
  }
}
fragment Option on BlockOption {
  value
  label
  description
  disabled
}
fragment Form on FormBlock {
  id
  submitLabel
  blocks {
    ...FormPart
  }
}
fragment View on PanelView {
  title
  blocks {
    ...Leaf
    ... on FormBlock {
      ...Form
    }
    ... on ListBlock {
      rows {
        blocks {
          ...Leaf
          ... on FormBlock {
            ...Form
          }
        }
      }
    }
  }
}`) as unknown as TypedDocumentString<PanelsQuery, PanelsQueryVariables>;
export const ActOnPanelDocument = new TypedDocumentString(`
    mutation ActOnPanel($input: ActOnPanelInput!) {
  actOnPanel(input: $input) {
    __typename
    ... on PanelActed {
      view {
        ...View
      }
      toast
      composerText
    }
    ... on PanelInvalid {
      errors {
        field
        message
      }
    }
    ... on Problem {
      message
    }
  }
}
    fragment Leaf on Block {
  __typename
  ...FormPart
  ... on FieldsBlock {
    fields {
      label
      value
    }
  }
  ... on TagPickerBlock {
    id
    label
    help
    tags {
      id
      label
      colour
      depth
      chosen
    }
  }
  ... on ButtonBlock {
    id
    label
    carries
    confirm
    danger
  }
  ... on CopyToComposerBlock {
    label
    text
  }
  ... on CompletionsBlock {
    items {
      keyword
      text
    }
  }
  ... on LinkBlock {
    label
    url
  }
  ... on ImageBlock {
    url
    alt
  }
  ... on VideoCallBlock {
    id
    label
  }
}
fragment FormPart on Block {
  __typename
  ... on HeadingBlock {
    text
  }
  ... on TextBlock {
    text
  }
  ... on ProgressBlock {
    caption
    done
    total
  }
  ... on CalloutBlock {
    tone
    text
  }
  ... on TextInputBlock {
    id
    label
    value
    help
    required
    maxLength
    pattern
    inputMode
  }
  ... on LongTextBlock {
    id
    label
    value
    help
    required
    maxLength
  }
  ... on SelectBlock {
    id
    label
    value
    help
    required
    options {
      ...Option
    }
  }
  ... on MultiSelectBlock {
    id
    label
    values
    help
    required
    options {
      ...Option
    }
  }
  ... on RadioBlock {
    id
    label
    value
    help
    required
    options {
      ...Option
    }
  }
  ... on CheckboxBlock {
    id
    label
    checked
    help
    required
  }
  ... on ScaleBlock {
    id
    label
    min
    max
    number
    minLabel
    maxLabel
    help
    required
  }
  ... on FacesBlock {
    id
    label
    face
    help
    required
  }
  ... on NumberBlock {
    id
    label
    amount
    least
    most
    whole
    help
    required
  }
  ... on DateBlock {
    id
    label
    date
    earliest
    latest
    help
    required
  }
}
fragment Option on BlockOption {
  value
  label
  description
  disabled
}
fragment Form on FormBlock {
  id
  submitLabel
  blocks {
    ...FormPart
  }
}
fragment View on PanelView {
  title
  blocks {
    ...Leaf
    ... on FormBlock {
      ...Form
    }
    ... on ListBlock {
      rows {
        blocks {
          ...Leaf
          ... on FormBlock {
            ...Form
          }
        }
      }
    }
  }
}`) as unknown as TypedDocumentString<ActOnPanelMutation, ActOnPanelMutationVariables>;