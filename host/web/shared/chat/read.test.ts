import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FailureKind } from '../client/failure';
import { RequestFailure } from '../client/failure';
import type { Request } from '../client/http';
import { ReadTeller } from './read';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A teller whose server fails so often, and the marks that came. */
function teller(failures = 0, kind: FailureKind = 'network') {
  const told: number[] = [];
  const request = async (_operation: unknown, { input }: { input: { upTo: number } }) => {
    told.push(input.upTo);
    if (told.length <= failures) throw new RequestFailure(kind, 'away');
  };
  return { told, read: new ReadTeller(request as unknown as Request) };
}

test('a mark is told once, and none that the server knows', async () => {
  const { told, read } = teller();
  read.begin(3);
  for (const upTo of [2, 3, 5, 5, 4]) read.tell('conv_1', upTo);
  await vi.runAllTimersAsync();
  expect(told).toEqual([5]);
});

test('a mark that didn’t get through is told again, unless a later one covers it', async () => {
  const { told, read } = teller(1);
  read.tell('conv_1', 5);
  await vi.runAllTimersAsync();
  expect(told).toEqual([5, 5]);
  const covered = teller(1);
  covered.read.tell('conv_1', 5);
  covered.read.tell('conv_1', 6);
  await vi.runAllTimersAsync();
  expect(covered.told).toEqual([5, 6]);
});

test('a mark that the server refuses isn’t told again', async () => {
  const { told, read } = teller(9, 'forbidden');
  read.tell('conv_1', 5);
  await vi.runAllTimersAsync();
  expect(told).toEqual([5]);
});
