import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Request } from '../client/http';
import { TypingHeard, TypingTeller } from './typing';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A teller, and what it has said. */
function teller(conversation: string | null = 'conv_1') {
  const said: boolean[] = [];
  const request = async (_operation: unknown, { input }: { input: { typing: boolean } }) => void said.push(input.typing);
  return { said, typing: new TypingTeller(request as unknown as Request, () => conversation) };
}

test('who types says so at once, again while they go on, and that they have stopped', () => {
  const { said, typing } = teller();
  typing.typed('H');
  typing.typed('He');
  expect(said).toEqual([true]);
  vi.advanceTimersByTime(3_500);
  typing.typed('Hei');
  expect(said).toEqual([true, true]);
  vi.advanceTimersByTime(4_000);
  expect(said).toEqual([true, true, false]);
});

test('emptying the box ends typing, and before any typing nothing is sent', () => {
  const { said, typing } = teller();
  typing.typed(' ');
  typing.stop();
  expect(said).toEqual([]);
  typing.typed('H');
  typing.typed('');
  expect(said).toEqual([true, false]);
});

test('a message tells that typing has ended, and the next letter is told at once', () => {
  const { said, typing } = teller();
  typing.typed('Hei');
  typing.sent();
  vi.advanceTimersByTime(10_000);
  expect(said).toEqual([true]);
  typing.typed('V');
  expect(said).toEqual([true, true]);
});

test('nobody is told while nobody is there', () => {
  const { said, typing } = teller(null);
  typing.typed('Hei');
  vi.advanceTimersByTime(10_000);
  expect(said).toEqual([]);
});

test('the other side types until it stops, or until it hasn’t said so for a while', () => {
  const other = new TypingHeard();
  other.heard(true);
  vi.advanceTimersByTime(7_000);
  other.heard(true);
  vi.advanceTimersByTime(7_000);
  expect(other.isTyping.value).toBe(true);
  vi.advanceTimersByTime(1_000);
  expect(other.isTyping.value).toBe(false);
  other.heard(true);
  other.heard(false);
  expect(other.isTyping.value).toBe(false);
});
