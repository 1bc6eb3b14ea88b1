// Who is signed in.
import { signal } from '@preact/signals';
import { createRequest } from '@shared/client/http';
import { RequestFailure } from '@shared/client/failure';
import { Pauses } from '@shared/client/pauses';
import { language, LANGUAGES, preferredOf, setLanguage } from '@shared/i18n/i18n';
import type { AccountFragment } from '../generated/platform';
import { SignOutDocument, ViewerDocument } from '../generated/platform';
import { consoleLoader } from '../i18n/i18n';
import { setServerTime } from './clock';
import { forget } from './storage';
import { forgetUnsent } from './unsent';

export type Account = AccountFragment;

/** The signed-in account; null when nobody is, undefined while it isn't known. */
export const account = signal<Account | null | undefined>(undefined);
/** The server can't be reached, so that nothing is known. */
export const isUnreachable = signal(false);

/** Queries and mutations of the endpoint to sign in. */
export const platform = createRequest({ path: '/graphql', language: () => language.value });

/** Finds out who is signed in; tries again until the server answers. */
export async function loadSession(): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      const { viewer, now } = await platform(ViewerDocument);
      setServerTime(Date.parse(now));
      isUnreachable.value = false;
      await setAccount(viewer);
      return;
    } catch (error) {
      if (!(error instanceof RequestFailure) || !error.isPassing) {
        await setAccount(null);
        return;
      }
      isUnreachable.value = true;
      await new Promise((resolve) => setTimeout(resolve, Math.min(10_000, 500 * 2 ** tries)));
    }
  }
}

/** Somebody is signed in, or nobody any more. The page speaks their language. */
export async function setAccount(to: Account | null): Promise<void> {
  const chosen = LANGUAGES.find((each) => each === to?.locale) ?? preferredOf(navigator.languages);
  if (chosen !== language.peek()) await setLanguage(chosen, consoleLoader);
  account.value = to;
}

/** Grows when the session or its rights were found to be others than before: connections begin anew. */
export const generation = signal(0);
/** A server that ends each session at once is asked less and less often. */
const asks = new Pauses();
let isAsking = false;

/**
 * The session or its rights have changed, or ended: finds out which. What was written is kept for when the same person comes
 * back.
 */
export async function sessionChanged(): Promise<void> {
  if (isAsking || !account.peek()) return;
  isAsking = true;
  try {
    await new Promise((resolve) => setTimeout(resolve, asks.next()));
    await loadSession();
    asks.works();
    generation.value += 1;
  } finally {
    isAsking = false;
  }
}

/** Signs out, and leaves nothing of the person in this browser. */
export async function signOut(): Promise<void> {
  await platform(SignOutDocument);
  forget('');
  forgetUnsent();
  account.value = null;
}
