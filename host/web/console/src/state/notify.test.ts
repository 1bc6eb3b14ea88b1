import { beforeAll, expect, test } from 'vitest';
import { setLanguage } from '@shared/i18n/i18n';
import { consoleLoader } from '../i18n/i18n';
import type { Activity, ActivityEvent } from './activity';
import { NOTHING } from './activity';
import { occasionOf } from './notify';

beforeAll(() => setLanguage('en', consoleLoader));

const queue = { id: 'q', name: 'Support', position: 1, state: 'OPEN', capacity: null, waitingCount: 1, firstWaitMs: 0, firstWaitingSince: null } as const;
const known: Activity = { ...NOTHING, isKnown: true };

test('a customer who comes is an occasion, one who leaves is none', () => {
  const event = (cause: 'REQUEST' | 'DROPPED'): ActivityEvent => ({ __typename: 'QueueChanged', queue, cause, actor: null });
  expect(occasionOf(event('REQUEST'), known)).toMatchObject({ kind: 'CUSTOMER_WAITING', text: 'Support', queueId: 'q' });
  expect(occasionOf(event('DROPPED'), known)).toBeNull();
});

test('a peer’s claim names the peer', () => {
  const event: ActivityEvent = { __typename: 'QueueChanged', queue, cause: 'CLAIMED_BY_PEER', actor: { id: 'm', displayName: 'Hermanni' } };
  expect(occasionOf(event, known)?.title).toBe('Hermanni claimed a customer');
});

test('the customer’s message is an occasion, one’s own is none', () => {
  const conversation = { id: 'c', customerName: 'Aino' } as never;
  const event = (author: string): ActivityEvent =>
    ({ __typename: 'ConversationChanged', conversation, entry: { seq: 1, author: { __typename: author }, content: { __typename: 'MessageContent', text: '', attachments: [{ id: 'a' }] } } }) as never;
  expect(occasionOf(event('VisitorAuthor'), known)).toMatchObject({ kind: 'CUSTOMER_MESSAGE', title: 'Aino', text: '1 file', conversationId: 'c' });
  expect(occasionOf(event('Agent'), known)).toBeNull();
});
