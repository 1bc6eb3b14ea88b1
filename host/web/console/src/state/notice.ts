// Short notices about the result of an action, shown for a moment.
import { signal } from '@preact/signals';
import { RequestFailure } from '@shared/client/failure';
import type { Key } from '../i18n/i18n';
import { t } from '../i18n/i18n';

/** How long a notice is shown. */
const SHOWN_MS = 6_000;

export interface Notice {
  text: string;
  isTrouble: boolean;
}

export const notice = signal<Notice | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Shows a notice. */
export function say(text: string, isTrouble = false): void {
  clearTimeout(timer);
  notice.value = { text, isTrouble };
  timer = setTimeout(() => (notice.value = null), SHOWN_MS);
}

/** Removes the notice. */
export function hush(): void {
  clearTimeout(timer);
  notice.value = null;
}

/** The outcomes that have a text of their own. */
const PROBLEMS = [
  'NotAllowed', 'InvalidInput', 'QueueEmpty', 'AlreadyClaimed', 'AlreadyEnded', 'NotEnded', 'ConversationOver',
  'AttachmentsNotAllowed', 'AttachmentTooLarge', 'WrongCredentials', 'TooManyAttempts', 'LastOwner', 'QueueNotEmpty',
  'TooManyQueues', 'TooManyInvitations', 'InvitationNotValid', 'InvitationForSomebodyElse', 'EmailTaken', 'AlreadyMember',
  'QueueAlreadyOpen', 'QueueAlreadyClosed', 'UploadQuotaReached', 'UploadsPaused',
] as const;

/** The message for an expected outcome other than success, in the person's language. */
export function problemText(result: { __typename: string; message?: string } | null): string {
  // A plugin's message is already in the person's language.
  if (result?.__typename === 'PluginRefused' && result.message) return result.message;
  // What the server says of the value names it, and the rule that it breaks.
  if (result?.__typename === 'InvalidInput' && result.message) return t('problem.InvalidInput-because', { message: result.message });
  const known = PROBLEMS.find((each) => each === result?.__typename);
  return known ? t(`problem.${known}`) : t('problem.other');
}

/** The message for a failure. */
export function failureText(error: unknown): string {
  const kind = error instanceof RequestFailure ? error.kind : 'refused';
  return t(`failure.${kind}` satisfies Key);
}

/** Runs an action and shows a notice when it fails. True when it succeeded. */
export async function trying(action: () => Promise<void>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    say(failureText(error), true);
    return false;
  }
}
