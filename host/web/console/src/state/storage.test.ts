import { beforeEach, expect, test } from 'vitest';
import { forget, keep, kept } from './storage';

beforeEach(() => localStorage.clear());

const NIILO = `acc_${'0'.repeat(31)}1`;
const HERMANNI = `acc_${'0'.repeat(31)}2`;

test('who signs out leaves nothing behind, and takes nothing of others along', () => {
  keep(`draft:${NIILO}:demo:conv_1`, 'mine');
  keep(`outbox:${NIILO}:demo`, ['mine']);
  keep('last-organisation', 'demo');
  keep(`draft:${HERMANNI}:demo:conv_1`, 'theirs');
  keep(`outbox:${HERMANNI}:demo`, ['theirs']);
  localStorage.setItem('of another program', 'x');
  forget(NIILO);
  expect(Object.keys(localStorage).sort()).toEqual(['of another program', `vuoro:draft:${HERMANNI}:demo:conv_1`, `vuoro:outbox:${HERMANNI}:demo`]);
  expect(kept(`draft:${HERMANNI}:demo:conv_1`)).toBe('theirs');
});
