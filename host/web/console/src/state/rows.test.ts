import { expect, test } from 'vitest';
import type { LogEntry } from './log';
import { chunksOf, CHUNK_SEQS } from './rows';

type Author = LogEntry['author'];
const AINO: Author = { __typename: 'VisitorAuthor', name: 'Aino' };
const NIILO: Author = { __typename: 'Agent', id: 'm', displayName: 'Niilo' };
const message = (seq: number, author: Author, minute = 0): LogEntry => ({
  seq, author, at: `2026-11-26T12:${String(minute).padStart(2, '0')}:00.000Z`,
  content: { __typename: 'MessageContent', clientId: `c${seq}`, text: `text ${seq}`, attachments: [] },
});
const rows = (entries: LogEntry[]) => chunksOf(entries).flatMap((chunk) => chunk.rows);

test('messages of one person within five minutes belong together', () => {
  const list = rows([message(1, AINO), message(2, AINO, 1), message(3, AINO, 30), message(4, NIILO, 30)]);
  const shape = list.map((row) => (row.kind === 'message' ? [row.isFirst, row.isLast, row.isMine] : row.kind));
  expect(shape).toEqual(['day', [true, false, false], [false, true, false], [true, true, false], [true, true, true]]);
});

test('read marks and metadata are no lines; a claim is one, and parts what was said', () => {
  const read: LogEntry = { ...message(2, NIILO), content: { __typename: 'ReadContent', party: 'AGENT', upTo: 1 } };
  const claim: LogEntry = { ...message(3, NIILO), content: { __typename: 'ClaimContent', agent: { id: 'm', displayName: 'Niilo' } } };
  expect(rows([message(1, AINO), read, claim, message(4, AINO)]).map(({ kind }) => kind)).toEqual(['day', 'message', 'line', 'message']);
});

test('a chunk keeps its key and its rows when older entries come before it', () => {
  const newer = Array.from({ length: 10 }, (_, index) => message(CHUNK_SEQS * 3 + index, AINO));
  const older = Array.from({ length: 60 }, (_, index) => message(CHUNK_SEQS * 2 - 10 + index, AINO));
  const before = chunksOf(newer).at(-1);
  const later = chunksOf([...older, ...newer]).at(-1);
  expect(later?.key).toBe(before?.key);
  expect(later?.rows.filter(({ kind }) => kind === 'message')).toHaveLength(10);
});

test('five thousand messages become chunks of a named size', () => {
  const chunks = chunksOf(Array.from({ length: 5_000 }, (_, index) => message(index + 1, index % 2 ? AINO : NIILO)));
  expect(chunks).toHaveLength(5_000 / CHUNK_SEQS + 1);
  expect(Math.max(...chunks.map((chunk) => chunk.rows.length))).toBeLessThanOrEqual(CHUNK_SEQS + 1);
});
