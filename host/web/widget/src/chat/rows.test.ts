import { expect, test } from 'vitest';
import { AINO, claim, entry, loaded, message, NIILO, read, request } from '../testing/entries';
import { begin, take } from './log';
import type { Row } from './rows';
import { rowsOf } from './rows';

const LATER = '2026-12-24';
const UNSENT = { conversationId: 'conv_1', files: [], at: '2026-11-26T10:30:00.000Z', refusal: null };

function shown(rows: Row[]) {
  return rows.map((row) => {
    if (row.kind === 'message') return `${row.isMine ? 'me' : (row.author ?? 'plugin')}: ${row.text}${row.progress ? ` (${row.progress})` : ''}`;
    if (row.kind === 'transfer') return `* to ${row.queue}: ${row.reason}`;
    return row.kind === 'event' ? `* ${row.event} ${row.text}` : '---';
  });
}

test('what is for people stands in the list, and nothing else', () => {
  const talk = begin(loaded([
    entry(1, AINO, request),
    entry(2, AINO, message('Hei!')),
    entry(3, NIILO, claim),
    entry(4, NIILO, read('AGENT', 3)),
    entry(5, NIILO, message('Moi!')),
    entry(6, { __typename: 'PluginAuthor' }, { __typename: 'PostContent', plugin: 'x', said: 'Lisätty' }),
    entry(7, NIILO, { __typename: 'TransferContent', toQueueId: 'queue_2', toQueueName: 'Tuki', reason: 'Tuki osaa.' }),
  ]));
  expect(shown(rowsOf(talk, [], false, LATER))).toEqual(['---', 'me: Hei! (read)', '* claimed Niilo', 'Niilo: Moi!', 'plugin: Lisätty']);
  // The waiting view says why they wait. The row says it later.
  const claimed = take(talk, entry(8, NIILO, claim));
  expect(shown(rowsOf(claimed, [], false, LATER)).slice(-2)).toEqual(['* to Tuki: Tuki osaa.', '* claimed Niilo']);
  const waiting = take(claimed, entry(9, { __typename: 'HostAuthor' }, { __typename: 'RequeueContent' }));
  expect(shown(rowsOf(waiting, [], false, LATER)).slice(-3)).toEqual(['* to Tuki: Tuki osaa.', '* claimed Niilo', '* requeued ']);
});

test('only the latest note of a key is shown, and none that was taken back', () => {
  const note = (seq: number, key: string, text: string | null, removed = false) =>
    entry(seq, NIILO, { __typename: 'AnnotationContent', plugin: 'x', key, removed, note: text });
  const talk = begin(loaded([note(1, 'a', 'old'), note(2, 'a', 'new'), note(3, 'b', 'gone'), note(4, 'b', null, true)]));
  expect(shown(rowsOf(talk, [], false, LATER))).toEqual(['---', '* note new']);
});

test('a message says once how far it has come, and what waits to be sent says so itself', () => {
  const talk = begin(loaded([
    entry(1, AINO, message('a')), entry(2, AINO, message('b')), entry(3, NIILO, read('AGENT', 2)), entry(4, AINO, message('c')), entry(5, AINO, message('d')),
  ]));
  const rows = rowsOf(talk, [{ ...UNSENT, clientId: 'x', text: 'e' }, { ...UNSENT, clientId: 'y', text: 'f', refusal: { problem: 'PluginRefused', reason: null } }], true, LATER);
  expect(shown(rows).slice(1)).toEqual(['me: a', 'me: b', 'me: c', 'me: d (sent)', 'me: e (waiting)', 'me: f (refused)']);
});

test('a message keeps its row when the server has it', () => {
  const before = rowsOf(begin(loaded([])), [{ ...UNSENT, clientId: 'x', text: 'a' }], false, LATER);
  const after = rowsOf(begin(loaded([entry(1, AINO, message('a', 'x'))])), [], false, LATER);
  expect(after.at(-1)?.key).toBe(before.at(-1)?.key);
});

test('messages of one author within five minutes stand together, and days apart', () => {
  const talk = begin(loaded([
    entry(1, NIILO, message('a'), '2026-11-25T10:00:00.000Z'),
    entry(2, NIILO, message('b'), '2026-11-25T10:04:00.000Z'),
    entry(3, NIILO, message('c'), '2026-11-25T10:20:00.000Z'),
    entry(4, NIILO, message('d'), '2026-11-26T10:20:30.000Z'),
  ]));
  const rows = rowsOf(talk, [], false, LATER);
  expect(rows.map((row) => (row.kind === 'message' ? `${row.text}${row.isFirst ? ' first' : ''}${row.isLast ? ' last' : ''}` : row.kind))).toEqual([
    'day', 'a first', 'b last', 'c first last', 'day', 'd first last',
  ]);
});

test('a conversation of today alone has no date above it', () => {
  const talk = begin(loaded([entry(1, NIILO, message('a')), entry(2, NIILO, message('b'))]));
  expect(rowsOf(talk, [], false, '2026-11-26').map(({ kind }) => kind)).toEqual(['message', 'message']);
});
