// The server's time. The browser's own clock may be wrong and isn't used.
import { signal } from '@preact/signals';

/** The server's time when this page's own counter was at 0, in milliseconds; until it is known, the browser's time. */
let zero = Date.now() - performance.now();

/** Sets the server's time. */
export function setServerTime(ms: number): void {
  zero = ms - performance.now();
  second.value = serverNow();
}

/** The server's time now, in milliseconds. */
export function serverNow(): number {
  return zero + performance.now();
}

/** The server's time, updated once a second for components that show a clock. */
export const second = signal(serverNow());

setInterval(() => {
  if (!document.hidden) second.value = serverNow();
}, 1000);
document.addEventListener('visibilitychange', () => (second.value = serverNow()));

const HOUR_MS = 3_600_000;

/** How long somebody has waited: `0:07`, `12:40`; `∞` after an hour. */
export function waited(ms: number): string {
  if (ms >= HOUR_MS) return '∞';
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
