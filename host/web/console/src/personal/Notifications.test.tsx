import { render, screen, waitFor } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { setLanguage } from '@shared/i18n/i18n';
import { consoleLoader } from '../i18n/i18n';
import type { Account } from '../state/session';
import { account } from '../state/session';
import { Notifications } from './Notifications';

beforeAll(() => setLanguage('en', consoleLoader));

const OFF = { sound: false, desktop: false, titleBadge: false };
const BEFORE = { evenWhilePresent: false, keepUntilClicked: false, rules: [{ kind: 'CUSTOMER_MESSAGE', ...OFF }] } as Account['notifications'];
type Way = 'sound' | 'desktop' | 'titleBadge';
const box = (way: string) => screen.getByRole('checkbox', { name: `A customer writes: ${way}` });

beforeEach(() => {
  account.value = { id: 'account_1', locale: 'en', memberships: [], notifications: BEFORE } as unknown as Account;
});

/** A server that answers late, as told, and remembers what it was asked for. */
function server(outcome: 'AccountUpdated' | 'InvalidInput') {
  const asked: Account['notifications'][] = [];
  vi.stubGlobal('fetch', async (_path: string, { body }: { body: string }) => {
    const { input } = (JSON.parse(body) as { variables: { input: Account['notifications'] } }).variables;
    asked.push(input);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const data = { updateNotifications: { __typename: outcome, account: { ...account.peek(), notifications: input } } };
    return { status: 200, headers: new Headers(), json: async () => ({ data }) };
  });
  return asked;
}

test('changes that come faster than the server answers are all kept', async () => {
  const asked = server('AccountUpdated');
  render(<Notifications />);
  await userEvent.click(box('Desktop notification'));
  await userEvent.click(box('Number in the tab'));
  await waitFor(() => expect(account.peek()?.notifications.rules).toEqual([{ kind: 'CUSTOMER_MESSAGE', ...OFF, desktop: true, titleBadge: true }]));
  expect(asked.at(-1)?.rules[0]).toMatchObject<Partial<Record<Way, boolean>>>({ desktop: true, titleBadge: true });
});

test('a change that the server refuses is shown as it is kept', async () => {
  server('InvalidInput');
  render(<Notifications />);
  await userEvent.click(box('Desktop notification'));
  await waitFor(() => expect(box('Desktop notification')).not.toBeChecked());
  expect(account.peek()?.notifications).toBe(BEFORE);
});
