import { beforeEach, expect, test, vi } from 'vitest';
import { RequestFailure } from '@shared/client/failure';
import type { Request } from '@shared/client/http';
import { Drafts } from './drafts';
import { createOutbox } from './outbox';

beforeEach(() => localStorage.clear());

/** An outbox whose server answers to each message as told. */
function outboxWith(answer: unknown, drafts = new Drafts('k')) {
  const request = vi.fn(async () => {
    if (answer instanceof Error) throw answer;
    return { sendMessage: answer };
  });
  const taken = vi.fn();
  return { request, taken, drafts, outbox: createOutbox('outbox:k', drafts, request as unknown as Request, taken) };
}

test('an entry that came of a message is handed on, and what was kept of it goes', async () => {
  const entry = { seq: 7 };
  const { outbox, taken, request } = outboxWith({ __typename: 'MessageSent', entry });
  outbox.add('conv', 'Hei', [{ id: 'att_1', name: 'a.txt', sizeBytes: 1 }]);
  await vi.waitFor(() => expect(taken).toHaveBeenCalledExactlyOnceWith('conv', entry));
  expect(request.mock.calls).toEqual([[expect.anything(), { input: expect.objectContaining({ conversationId: 'conv', text: 'Hei', attachmentIds: ['att_1'] }) }]]);
  await vi.waitFor(() => expect(outbox.pending.value).toEqual([]));
  expect(Object.keys(localStorage)).toEqual([]);
});

test('a refusal has the name of its type, and the words of a plugin', async () => {
  const { outbox } = outboxWith({ __typename: 'PluginRefused', message: 'Ei näin.' });
  outbox.add('conv', 'bad', []);
  await vi.waitFor(() => expect(outbox.pending.value).toMatchObject([{ refusal: { problem: 'PluginRefused', reason: 'Ei näin.' } }]));
  const over = outboxWith({ __typename: 'ConversationOver', message: 'The conversation is over.' });
  over.outbox.add('conv', 'late', []);
  await vi.waitFor(() => expect(over.outbox.pending.value.at(-1)).toMatchObject({ refusal: { problem: 'ConversationOver', reason: null } }));
});

test('a message is in the outbox and not the draft any more before anything else can happen', () => {
  const { outbox, drafts } = outboxWith(new RequestFailure('network', 'away'));
  drafts.write('conv', 'Hei');
  drafts.write('other', 'Puolivalmis');
  outbox.add('conv', 'Hei', []);
  // As a page that is loaded now would find it.
  expect(new Drafts('k').read('conv')).toBe('');
  expect(new Drafts('k').read('other')).toBe('Puolivalmis');
  expect(outboxWith(null).outbox.pending.value.map(({ text }) => text)).toEqual(['Hei']);
});

test('a full outbox leaves the draft where it is', () => {
  const { outbox, drafts } = outboxWith(new RequestFailure('network', 'away'));
  while (!outbox.isFull) outbox.add('conv', 'one', []);
  drafts.write('conv', 'Hei');
  expect(outbox.add('conv', 'Hei', [])).toBe(false);
  expect(drafts.read('conv')).toBe('Hei');
});
