// Short lines that tell what came of something, for a moment.
import { signal } from '@preact/signals';
import { RequestFailure } from '@shared/client/failure';
import type { Key } from '../i18n/i18n';
import { t } from '../i18n/i18n';

/** How long a line can be read. */
const SHOWN_MS = 6_000;

export interface Notice {
  text: string;
  isTrouble: boolean;
}

export const notice = signal<Notice | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Shows a line. */
export function say(text: string, isTrouble = false): void {
  clearTimeout(timer);
  notice.value = { text, isTrouble };
  timer = setTimeout(() => (notice.value = null), SHOWN_MS);
}

/** Takes the line away. */
export function hush(): void {
  clearTimeout(timer);
  notice.value = null;
}

/** The outcomes that have a text of their own. */
const PROBLEMS = [
  'NotAllowed', 'InvalidInput', 'QueueEmpty', 'AlreadyClaimed', 'AlreadyEnded', 'NotEnded', 'ConversationOver',
  'AttachmentsNotAllowed', 'AttachmentTooLarge', 'WrongCredentials', 'TooManyAttempts', 'LastOwner', 'QueueNotEmpty',
  'TooManyQueues', 'TooManyInvitations', 'InvitationNotValid', 'InvitationForSomebodyElse', 'EmailTaken', 'AlreadyMember',
  'QueueAlreadyOpen', 'QueueAlreadyClosed',
] as const;

/** What an outcome that isn't the wanted one means, in the person's language. */
export function problemText(result: { __typename: string; message?: string } | null): string {
  // A plugin says it in the person's language.
  if (result?.__typename === 'PluginRefused' && result.message) return result.message;
  const known = PROBLEMS.find((each) => each === result?.__typename);
  return known ? t(`problem.${known}`) : t('problem.other');
}

/** What a failure means. */
export function failureText(error: unknown): string {
  const kind = error instanceof RequestFailure ? error.kind : 'refused';
  return t(`failure.${kind}` satisfies Key);
}

/** Runs something and tells when it fails. True when it didn't. */
export async function trying(action: () => Promise<void>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    say(failureText(error), true);
    return false;
  }
}
