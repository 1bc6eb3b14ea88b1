import { expect, test, vi } from 'vitest';
import { serverNow, setServerTime, waited } from './clock';

test('the clock shows minutes and seconds, and ∞ from an hour on', () => {
  expect(waited(0)).toBe('0:00');
  expect(waited(65_000)).toBe('1:05');
  expect(waited(3_599_999)).toBe('59:59');
  expect(waited(3_600_000)).toBe('∞');
  expect(waited(-5_000)).toBe('0:00');
});

test('a wrong clock of the browser changes nothing', () => {
  const server = Date.parse('2026-11-26T12:00:00.000Z');
  setServerTime(server);
  vi.setSystemTime(new Date('2031-01-01T00:00:00.000Z'));
  expect(Math.abs(serverNow() - server)).toBeLessThan(1_000);
  vi.useRealTimers();
});
