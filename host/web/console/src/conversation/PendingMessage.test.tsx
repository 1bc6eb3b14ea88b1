import { render, screen } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { setLanguage } from '@shared/i18n/i18n';
import type { Unsent } from '@shared/chat/outbox';
import type { Request } from '@shared/client/http';
import { consoleLoader } from '../i18n/i18n';
import { createOutbox } from '../state/outbox';
import type { Organisation } from '../state/organisation';
import { Here } from '../views/here';
import { PendingMessage } from './PendingMessage';

beforeAll(() => setLanguage('en', consoleLoader));
beforeEach(() => localStorage.clear());

/** What is pending of an outbox whose server answers to each message as told. */
function shown(answer: { __typename: string; message?: string }, onEdit: ((message: Unsent) => void) | null = vi.fn()) {
  const request = vi.fn(async () => ({ sendMessage: answer }));
  const outbox = createOutbox('k', { write: () => {} }, request as unknown as Request, () => {});
  const page = { outbox } as Organisation;
  const List = () => <>{outbox.pending.value.map((message) => <PendingMessage key={message.clientId} message={message} onEdit={onEdit} />)}</>;
  render(<Here.Provider value={page}><List /></Here.Provider>);
  outbox.add('conv', 'swear', [{ id: 'att_1', name: 'a.txt', sizeBytes: 3 }]);
  return { outbox, request };
}

test('a message that a plugin refuses shows its words, and goes back to its writer with its files', async () => {
  const onEdit = vi.fn();
  const { outbox, request } = shown({ __typename: 'PluginRefused', message: '<b>Be kind.</b>' }, onEdit);
  expect(await screen.findByRole('alert')).toHaveTextContent('<b>Be kind.</b>');
  // The plugin would say the same again.
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  outbox.wake();
  await userEvent.click(screen.getByRole('button', { name: 'Edit' }));
  expect(onEdit).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ text: 'swear', files: [{ id: 'att_1', name: 'a.txt', sizeBytes: 3 }] }));
  expect(outbox.pending.value).toEqual([]);
  expect(request).toHaveBeenCalledOnce();
});

test('a refused message can be given up', async () => {
  const { outbox } = shown({ __typename: 'PluginRefused', message: 'Be kind.' });
  await userEvent.click(await screen.findByRole('button', { name: 'Discard' }));
  expect(outbox.pending.value).toEqual([]);
  expect(screen.queryByText('Be kind.')).toBeNull();
});

test('where there is no box to write in, it isn’t offered to be written again', async () => {
  shown({ __typename: 'ConversationOver' }, null);
  expect(await screen.findByRole('button', { name: 'Discard' })).toBeInTheDocument();
  expect(screen.queryByRole('button', { name: 'Edit' })).toBeNull();
});
