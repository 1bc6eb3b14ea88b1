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
  /** A moment in UTC, RFC 3339 with milliseconds: `2026-01-31T12:00:00.000Z`. */
  Time: { input: string; output: string; }
};

export type AcceptInvitationInput = {
  token: Scalars['String']['input'];
};

export type ChangePasswordInput = {
  currentPassword: Scalars['String']['input'];
  /** 12 to 256 characters. */
  newPassword: Scalars['String']['input'];
};

export type EndSessionInput = {
  sessionId: Scalars['ID']['input'];
};

/** What a person may be notified of. */
export type NotificationKind =
  | 'CLAIMED_BY_PEER'
  | 'CUSTOMER_MESSAGE'
  | 'CUSTOMER_WAITING'
  | 'REGISTERED_CONTACT';

export type NotificationRuleInput = {
  desktop: Scalars['Boolean']['input'];
  kind: NotificationKind;
  sound: Scalars['Boolean']['input'];
  titleBadge: Scalars['Boolean']['input'];
};

/** The role of a member; each role includes the rights of the one before it. */
export type Role =
  /** Sees the queues they handle; claims from them, opens and closes them. */
  | 'HANDLER'
  /** Also manages members, queues and settings, and reads history. */
  | 'OPERATOR'
  /** Also manages encryption keys and other owners. */
  | 'OWNER';

export type SignInInput = {
  /** Upper and lower case are equal. */
  email: Scalars['String']['input'];
  password: Scalars['String']['input'];
};

export type SignUpInput = {
  displayName: Scalars['String']['input'];
  email: Scalars['String']['input'];
  fullName: Scalars['String']['input'];
  /** 12 to 256 characters. */
  password: Scalars['String']['input'];
  /** The token of an invitation. */
  token: Scalars['String']['input'];
};

export type UpdateNotificationsInput = {
  evenWhilePresent: Scalars['Boolean']['input'];
  keepUntilClicked: Scalars['Boolean']['input'];
  /** Kinds that are left out keep their rules. */
  rules: Array<NotificationRuleInput>;
};

export type UpdateProfileInput = {
  displayName?: InputMaybe<Scalars['String']['input']>;
  fullName?: InputMaybe<Scalars['String']['input']>;
  /** A BCP 47 tag of at most 35 characters; null to follow the browser. */
  locale?: InputMaybe<Scalars['String']['input']>;
};

export type AccountFragment = { id: string, email: string, fullName: string, displayName: string, pictureUrl: string | null, locale: string | null, notifications: { evenWhilePresent: boolean, keepUntilClicked: boolean, rules: Array<{ kind: NotificationKind, sound: boolean, desktop: boolean, titleBadge: boolean }> }, memberships: Array<{ role: Role, organisation: { id: string, slug: string, name: string } }> };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { now: string, viewer: { id: string, email: string, fullName: string, displayName: string, pictureUrl: string | null, locale: string | null, notifications: { evenWhilePresent: boolean, keepUntilClicked: boolean, rules: Array<{ kind: NotificationKind, sound: boolean, desktop: boolean, titleBadge: boolean }> }, memberships: Array<{ role: Role, organisation: { id: string, slug: string, name: string } }> } | null };

export type SessionsQueryVariables = Exact<{ [key: string]: never; }>;


export type SessionsQuery = { viewer: { id: string, sessions: Array<{ id: string, current: boolean, createdAt: string, lastUsedAt: string, expiresAt: string, userAgent: string | null }> } | null };

export type OfferQueryVariables = Exact<{
  token: Scalars['String']['input'];
}>;


export type OfferQuery = { invitation: { organisationName: string, role: Role, email: string | null, expiresAt: string } | null };

export type SignInMutationVariables = Exact<{
  input: SignInInput;
}>;


export type SignInMutation = { signIn: { __typename: 'SignedIn', account: { id: string, email: string, fullName: string, displayName: string, pictureUrl: string | null, locale: string | null, notifications: { evenWhilePresent: boolean, keepUntilClicked: boolean, rules: Array<{ kind: NotificationKind, sound: boolean, desktop: boolean, titleBadge: boolean }> }, memberships: Array<{ role: Role, organisation: { id: string, slug: string, name: string } }> } } | { __typename: 'TooManyAttempts', retryAfterMs: number } | { __typename: 'WrongCredentials' } };

export type SignOutMutationVariables = Exact<{ [key: string]: never; }>;


export type SignOutMutation = { signOut: { sessionId: string } };

export type SignUpMutationVariables = Exact<{
  input: SignUpInput;
}>;


export type SignUpMutation = { signUp: { __typename: 'EmailTaken' } | { __typename: 'InvalidInput', field: string, message: string } | { __typename: 'InvitationForSomebodyElse' } | { __typename: 'InvitationNotValid' } | { __typename: 'SignedIn', account: { id: string, email: string, fullName: string, displayName: string, pictureUrl: string | null, locale: string | null, notifications: { evenWhilePresent: boolean, keepUntilClicked: boolean, rules: Array<{ kind: NotificationKind, sound: boolean, desktop: boolean, titleBadge: boolean }> }, memberships: Array<{ role: Role, organisation: { id: string, slug: string, name: string } }> } } };

export type AcceptInvitationMutationVariables = Exact<{
  input: AcceptInvitationInput;
}>;


export type AcceptInvitationMutation = { acceptInvitation: { __typename: 'AlreadyMember' } | { __typename: 'InvitationAccepted', membership: { role: Role, organisation: { id: string, slug: string, name: string } } } | { __typename: 'InvitationForSomebodyElse' } | { __typename: 'InvitationNotValid' } };

export type UpdateProfileMutationVariables = Exact<{
  input: UpdateProfileInput;
}>;


export type UpdateProfileMutation = { updateProfile: { __typename: 'AccountUpdated', account: { id: string, email: string, fullName: string, displayName: string, pictureUrl: string | null, locale: string | null, notifications: { evenWhilePresent: boolean, keepUntilClicked: boolean, rules: Array<{ kind: NotificationKind, sound: boolean, desktop: boolean, titleBadge: boolean }> }, memberships: Array<{ role: Role, organisation: { id: string, slug: string, name: string } }> } } | { __typename: 'InvalidInput', field: string, message: string } };

export type RemovePictureMutationVariables = Exact<{ [key: string]: never; }>;


export type RemovePictureMutation = { removePicture: { account: { id: string, email: string, fullName: string, displayName: string, pictureUrl: string | null, locale: string | null, notifications: { evenWhilePresent: boolean, keepUntilClicked: boolean, rules: Array<{ kind: NotificationKind, sound: boolean, desktop: boolean, titleBadge: boolean }> }, memberships: Array<{ role: Role, organisation: { id: string, slug: string, name: string } }> } } };

export type UpdateNotificationsMutationVariables = Exact<{
  input: UpdateNotificationsInput;
}>;


export type UpdateNotificationsMutation = { updateNotifications: { __typename: 'AccountUpdated', account: { id: string, email: string, fullName: string, displayName: string, pictureUrl: string | null, locale: string | null, notifications: { evenWhilePresent: boolean, keepUntilClicked: boolean, rules: Array<{ kind: NotificationKind, sound: boolean, desktop: boolean, titleBadge: boolean }> }, memberships: Array<{ role: Role, organisation: { id: string, slug: string, name: string } }> } } | { __typename: 'InvalidInput', field: string, message: string } };

export type ChangePasswordMutationVariables = Exact<{
  input: ChangePasswordInput;
}>;


export type ChangePasswordMutation = { changePassword: { __typename: 'InvalidInput', field: string, message: string } | { __typename: 'SignedIn', account: { id: string, email: string, fullName: string, displayName: string, pictureUrl: string | null, locale: string | null, notifications: { evenWhilePresent: boolean, keepUntilClicked: boolean, rules: Array<{ kind: NotificationKind, sound: boolean, desktop: boolean, titleBadge: boolean }> }, memberships: Array<{ role: Role, organisation: { id: string, slug: string, name: string } }> } } | { __typename: 'TooManyAttempts', retryAfterMs: number } | { __typename: 'WrongCredentials' } };

export type EndSessionMutationVariables = Exact<{
  input: EndSessionInput;
}>;


export type EndSessionMutation = { endSession: { sessionId: string } };

export type EndOtherSessionsMutationVariables = Exact<{ [key: string]: never; }>;


export type EndOtherSessionsMutation = { endOtherSessions: { count: number } };

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
export const AccountFragmentDoc = new TypedDocumentString(`
    fragment Account on Account {
  id
  email
  fullName
  displayName
  pictureUrl
  locale
  notifications {
    evenWhilePresent
    keepUntilClicked
    rules {
      kind
      sound
      desktop
      titleBadge
    }
  }
  memberships {
    role
    organisation {
      id
      slug
      name
    }
  }
}
    `, {"fragmentName":"Account"}) as unknown as TypedDocumentString<AccountFragment, unknown>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  viewer {
    ...Account
  }
  now
}
    fragment Account on Account {
  id
  email
  fullName
  displayName
  pictureUrl
  locale
  notifications {
    evenWhilePresent
    keepUntilClicked
    rules {
      kind
      sound
      desktop
      titleBadge
    }
  }
  memberships {
    role
    organisation {
      id
      slug
      name
    }
  }
}`) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const SessionsDocument = new TypedDocumentString(`
    query Sessions {
  viewer {
    id
    sessions {
      id
      current
      createdAt
      lastUsedAt
      expiresAt
      userAgent
    }
  }
}
    `) as unknown as TypedDocumentString<SessionsQuery, SessionsQueryVariables>;
export const OfferDocument = new TypedDocumentString(`
    query Offer($token: String!) {
  invitation(token: $token) {
    organisationName
    role
    email
    expiresAt
  }
}
    `) as unknown as TypedDocumentString<OfferQuery, OfferQueryVariables>;
export const SignInDocument = new TypedDocumentString(`
    mutation SignIn($input: SignInInput!) {
  signIn(input: $input) {
    __typename
    ... on SignedIn {
      account {
        ...Account
      }
    }
    ... on TooManyAttempts {
      retryAfterMs
    }
  }
}
    fragment Account on Account {
  id
  email
  fullName
  displayName
  pictureUrl
  locale
  notifications {
    evenWhilePresent
    keepUntilClicked
    rules {
      kind
      sound
      desktop
      titleBadge
    }
  }
  memberships {
    role
    organisation {
      id
      slug
      name
    }
  }
}`) as unknown as TypedDocumentString<SignInMutation, SignInMutationVariables>;
export const SignOutDocument = new TypedDocumentString(`
    mutation SignOut {
  signOut {
    sessionId
  }
}
    `) as unknown as TypedDocumentString<SignOutMutation, SignOutMutationVariables>;
export const SignUpDocument = new TypedDocumentString(`
    mutation SignUp($input: SignUpInput!) {
  signUp(input: $input) {
    __typename
    ... on SignedIn {
      account {
        ...Account
      }
    }
    ... on InvalidInput {
      field
      message
    }
  }
}
    fragment Account on Account {
  id
  email
  fullName
  displayName
  pictureUrl
  locale
  notifications {
    evenWhilePresent
    keepUntilClicked
    rules {
      kind
      sound
      desktop
      titleBadge
    }
  }
  memberships {
    role
    organisation {
      id
      slug
      name
    }
  }
}`) as unknown as TypedDocumentString<SignUpMutation, SignUpMutationVariables>;
export const AcceptInvitationDocument = new TypedDocumentString(`
    mutation AcceptInvitation($input: AcceptInvitationInput!) {
  acceptInvitation(input: $input) {
    __typename
    ... on InvitationAccepted {
      membership {
        role
        organisation {
          id
          slug
          name
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AcceptInvitationMutation, AcceptInvitationMutationVariables>;
export const UpdateProfileDocument = new TypedDocumentString(`
    mutation UpdateProfile($input: UpdateProfileInput!) {
  updateProfile(input: $input) {
    __typename
    ... on AccountUpdated {
      account {
        ...Account
      }
    }
    ... on InvalidInput {
      field
      message
    }
  }
}
    fragment Account on Account {
  id
  email
  fullName
  displayName
  pictureUrl
  locale
  notifications {
    evenWhilePresent
    keepUntilClicked
    rules {
      kind
      sound
      desktop
      titleBadge
    }
  }
  memberships {
    role
    organisation {
      id
      slug
      name
    }
  }
}`) as unknown as TypedDocumentString<UpdateProfileMutation, UpdateProfileMutationVariables>;
export const RemovePictureDocument = new TypedDocumentString(`
    mutation RemovePicture {
  removePicture {
    account {
      ...Account
    }
  }
}
    fragment Account on Account {
  id
  email
  fullName
  displayName
  pictureUrl
  locale
  notifications {
    evenWhilePresent
    keepUntilClicked
    rules {
      kind
      sound
      desktop
      titleBadge
    }
  }
  memberships {
    role
    organisation {
      id
      slug
      name
    }
  }
}`) as unknown as TypedDocumentString<RemovePictureMutation, RemovePictureMutationVariables>;
export const UpdateNotificationsDocument = new TypedDocumentString(`
    mutation UpdateNotifications($input: UpdateNotificationsInput!) {
  updateNotifications(input: $input) {
    __typename
    ... on AccountUpdated {
      account {
        ...Account
      }
    }
    ... on InvalidInput {
      field
      message
    }
  }
}
    fragment Account on Account {
  id
  email
  fullName
  displayName
  pictureUrl
  locale
  notifications {
    evenWhilePresent
    keepUntilClicked
    rules {
      kind
      sound
      desktop
      titleBadge
    }
  }
  memberships {
    role
    organisation {
      id
      slug
      name
    }
  }
}`) as unknown as TypedDocumentString<UpdateNotificationsMutation, UpdateNotificationsMutationVariables>;
export const ChangePasswordDocument = new TypedDocumentString(`
    mutation ChangePassword($input: ChangePasswordInput!) {
  changePassword(input: $input) {
    __typename
    ... on SignedIn {
      account {
        ...Account
      }
    }
    ... on TooManyAttempts {
      retryAfterMs
    }
    ... on InvalidInput {
      field
      message
    }
  }
}
    fragment Account on Account {
  id
  email
  fullName
  displayName
  pictureUrl
  locale
  notifications {
    evenWhilePresent
    keepUntilClicked
    rules {
      kind
      sound
      desktop
      titleBadge
    }
  }
  memberships {
    role
    organisation {
      id
      slug
      name
    }
  }
}`) as unknown as TypedDocumentString<ChangePasswordMutation, ChangePasswordMutationVariables>;
export const EndSessionDocument = new TypedDocumentString(`
    mutation EndSession($input: EndSessionInput!) {
  endSession(input: $input) {
    sessionId
  }
}
    `) as unknown as TypedDocumentString<EndSessionMutation, EndSessionMutationVariables>;
export const EndOtherSessionsDocument = new TypedDocumentString(`
    mutation EndOtherSessions {
  endOtherSessions {
    count
  }
}
    `) as unknown as TypedDocumentString<EndOtherSessionsMutation, EndOtherSessionsMutationVariables>;