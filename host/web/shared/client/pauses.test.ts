import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Pauses } from './pauses';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const LONGEST = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000];

/** The pauses of failures in a row, with the longest that chance allows. */
function longest(pauses: Pauses, count = LONGEST.length): number[] {
  vi.spyOn(Math, 'random').mockReturnValue(1);
  return Array.from({ length: count }, () => pauses.next());
}

test('pauses grow to a bound and never past it', () => {
  expect(longest(new Pauses())).toEqual(LONGEST);
});

test('chance makes a pause half as long at most', () => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  const pauses = new Pauses();
  expect([pauses.next(), pauses.next()]).toEqual([250, 500]);
});

test('what works for a moment only goes on with longer pauses', () => {
  const pauses = new Pauses();
  longest(pauses, 3);
  pauses.works();
  vi.advanceTimersByTime(9_000);
  expect(longest(pauses, 1)).toEqual([4_000]);
  // Nothing is left of that moment.
  vi.advanceTimersByTime(60_000);
  expect(longest(pauses, 1)).toEqual([8_000]);
});

test('what has worked for a while, or is tried for a new reason, begins with a short pause again', () => {
  const pauses = new Pauses();
  longest(pauses, 4);
  pauses.works();
  vi.advanceTimersByTime(6_000);
  pauses.works();
  vi.advanceTimersByTime(6_000);
  expect(longest(pauses, 2)).toEqual([500, 1_000]);
  pauses.reset();
  expect(longest(pauses, 1)).toEqual([500]);
});
