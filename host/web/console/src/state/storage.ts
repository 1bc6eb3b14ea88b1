// The browser's storage. It may be full or forbidden: then nothing is stored, and nothing breaks.
const PREFIX = 'vuoro:';

/** Reads a value that `keep` wrote; null when there is none. */
export function kept<Value>(key: string): Value | null {
  try {
    const text = localStorage.getItem(PREFIX + key);
    return text === null ? null : (JSON.parse(text) as Value);
  } catch {
    return null;
  }
}

/** Stores a value; null removes it. */
export function keep(key: string, value: unknown): void {
  try {
    if (value === null) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Full or forbidden.
  }
}

/** The account that a key belongs to, as in `draft:acc_…:demo:conv_…`. */
const OWNER = /^[a-z-]+:(acc_[0-9a-f]{32})(?::|$)/;

/** Removes what is stored for an account, or for no account. What other users of this browser have written stays. */
export function forget(accountId: string | null): void {
  try {
    const keys = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index) ?? '');
    for (const key of keys.filter((key) => key.startsWith(PREFIX))) {
      const owner = OWNER.exec(key.slice(PREFIX.length))?.[1] ?? null;
      if (owner === null || owner === accountId) localStorage.removeItem(key);
    }
  } catch {
    // Forbidden: then nothing was stored either.
  }
}
