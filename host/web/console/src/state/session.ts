// The signed-in account.
import { signal } from '@preact/signals';
import type { HttpSettings } from '@shared/client/http';
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
/** The server can't be reached, so it isn't known who is signed in. */
export const isUnreachable = signal(false);

/** The options of requests to the accounts' endpoint: for the account that the page shows. */
export const platformHttp: HttpSettings = {
  path: '/graphql',
  language: () => language.value,
  account: () => account.peek()?.id ?? null,
  onSessionChanged: () => void sessionChanged(),
};
/** Queries and mutations of the accounts' endpoint. */
export const platform = createRequest(platformHttp);
/** The same without naming an account: finds out who is signed in. */
const forAnyAccount = createRequest({ path: '/graphql', language: () => language.value });

/** Finds out who is signed in; tries again until the server answers. When it is another account, the page is loaded again for it. */
export async function loadSession(): Promise<void> {
  const now = await viewer();
  const before = account.peek();
  if (before && now && now.id !== before.id) return beginAs(before);
  await setAccount(now);
}

async function viewer(): Promise<Account | null> {
  const pauses = new Pauses();
  for (;;) {
    try {
      const { viewer, now } = await forAnyAccount(ViewerDocument);
      setServerTime(Date.parse(now));
      isUnreachable.value = false;
      return viewer;
    } catch (error) {
      if (!(error instanceof RequestFailure) || !error.isPassing) return null;
      isUnreachable.value = true;
      await new Promise((resolve) => setTimeout(resolve, pauses.next()));
    }
  }
}

/** Somebody signed in or out. The page switches to their language. */
export async function setAccount(to: Account | null): Promise<void> {
  const chosen = LANGUAGES.find((each) => each === to?.locale) ?? preferredOf(navigator.languages);
  if (chosen !== language.peek()) await setLanguage(chosen, consoleLoader);
  account.value = to;
}

/** Counts changes of the session or its rights: connections are made again. */
export const generation = signal(0);
/** A server that ends each session at once is asked less and less often. */
const asks = new Pauses();
let isAsking = false;

/**
 * The session or its rights have changed or ended: finds out which. Unsent texts are kept for when the same person comes
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

/** Signs out, and removes everything of the person from this browser. */
export async function signOut(): Promise<void> {
  const before = account.peek();
  await platform(SignOutDocument);
  forget(before?.id ?? null);
  if (before) forgetUnsent(before.id);
  account.value = null;
}

const REPLACED = 'vuoro:replaced';

/**
 * Loads the page again for another account that has signed in on another tab: nothing of the previous one stays in memory.
 * Its drafts are kept in the browser under its own account. Never resolves, because the page ends.
 */
function beginAs(before: Account): Promise<never> {
  try {
    sessionStorage.setItem(REPLACED, before.displayName);
  } catch {
    // Storage is forbidden: nobody is told, and the page shows who is signed in.
  }
  location.reload();
  return new Promise(() => {});
}

/** The name of the person who was replaced on this page, until the one who is signed in now has read it. */
export const replaced = signal<string | null>(takeReplaced());

function takeReplaced(): string | null {
  try {
    const name = sessionStorage.getItem(REPLACED);
    sessionStorage.removeItem(REPLACED);
    return name;
  } catch {
    return null;
  }
}
