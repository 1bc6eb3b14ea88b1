import { signal } from '@preact/signals';
import { render, screen } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { Outbox } from '@shared/chat/outbox';
import type { Refusal, Unsent } from '@shared/chat/outbox';
import { RequestFailure } from '@shared/client/failure';
import type { Chat } from '../chat/chat';
import { begin } from '../chat/log';
import { speak } from '../i18n/texts';
import { claim, entry, loaded, message, NIILO } from '../testing/entries';
import { WidgetContext } from './context';
import { Messages } from './Messages';

beforeAll(() => {
  // jsdom lays nothing out, so there is nothing to watch.
  vi.stubGlobal('ResizeObserver', class { observe() {} disconnect() {} });
});
beforeEach(() => speak('en'));

/** The messages of a conversation whose server answers to a message as told. */
function shown(answer: Refusal | null, part: Partial<Chat> = {}, onAgain: ((message: Unsent) => void) | null = vi.fn()) {
  const talk = signal(begin(loaded([entry(1, NIILO, claim), entry(2, NIILO, message('Moi!'))], 'start')));
  const send = vi.fn(async () => answer);
  const outbox = new Outbox({ read: () => [], write: () => {} }, send);
  const chat = { talk, outbox, isAgentTyping: signal(false), seen: () => {}, ...part } as unknown as Chat;
  render(
    <WidgetContext.Provider value={{ chat, isOpen: signal(true), isAlone: false, minimise: () => {} }}>
      <Messages onAgain={onAgain}>{null}</Messages>
    </WidgetContext.Provider>,
  );
  return { outbox, send };
}

test('a message that a plugin refuses shows its words, and goes back to its writer', async () => {
  const onAgain = vi.fn();
  const { outbox, send } = shown({ problem: 'PluginRefused', reason: '<b>Be kind.</b>' }, {}, onAgain);
  outbox.add('conv_1', 'swear', []);
  expect(await screen.findByRole('alert')).toHaveTextContent('<b>Be kind.</b>');
  expect(screen.getByText('Not sent')).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Edit and send again' }));
  expect(onAgain).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ text: 'swear' }));
  expect(screen.queryByText('swear')).toBeNull();
  expect(send).toHaveBeenCalledOnce();
});

test('a refused message can be given up', async () => {
  const onAgain = vi.fn();
  const { outbox } = shown({ problem: 'PluginRefused', reason: 'Be kind.' }, {}, onAgain);
  outbox.add('conv_1', 'swear', []);
  await userEvent.click(await screen.findByRole('button', { name: 'Discard' }));
  expect(screen.queryByText('Be kind.')).toBeNull();
  expect(outbox.pending.value).toEqual([]);
  expect(onAgain).not.toHaveBeenCalled();
});

test('after the end nothing is offered to be written again', async () => {
  const { outbox } = shown({ problem: 'ConversationOver', reason: null }, {}, null);
  outbox.add('conv_1', 'swear', []);
  expect(await screen.findByRole('button', { name: 'Discard' })).toBeInTheDocument();
  expect(screen.queryByRole('button', { name: 'Edit and send again' })).toBeNull();
});

test('earlier messages that don’t come are said calmly, and can be asked for again', async () => {
  const loadEarlier = vi.fn().mockRejectedValueOnce(new RequestFailure('network', 'away')).mockResolvedValueOnce(undefined);
  shown(null, { loadEarlier });
  await userEvent.click(screen.getByRole('button', { name: 'Show earlier messages' }));
  expect(await screen.findByText('Earlier messages couldn’t be loaded.')).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Try now' }));
  expect(await screen.findByRole('button', { name: 'Show earlier messages' })).toHaveFocus();
  expect(screen.queryByText('Earlier messages couldn’t be loaded.')).toBeNull();
  expect(loadEarlier).toHaveBeenCalledTimes(2);
});
