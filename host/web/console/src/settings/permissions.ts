// The permissions that plugins ask for, in words.
import { t } from '../i18n/i18n';

/** Those that this console has words for. */
export const PERMISSIONS = [
  'alarm-clock', 'chat', 'chat-write', 'clock', 'events', 'hooks-after', 'hooks-before', 'http', 'log', 'random', 'scoped-store', 'settings', 'store',
] as const;

/** What a permission allows; empty for one of a newer server, which is shown by its name alone. */
export function permissionText(name: string): string {
  const known = PERMISSIONS.find((each) => each === name);
  return known ? t(`permission.${known}`) : '';
}
