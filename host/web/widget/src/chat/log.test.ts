import { expect, test } from 'vitest';
import { AINO, claim, entry, HOST, loaded, message, NIILO, read, request } from '../testing/entries';
import { begin, confirmedOf, isNews, isOver, prepend, take, transferOf, unreadOf, wasSaid } from './log';

test('a conversation goes from waiting to talking to its end as its entries say', () => {
  let talk = begin(loaded([entry(1, AINO, request)]));
  expect(talk.standing).toMatchObject({ state: 'WAITING', place: 1, agent: null });
  talk = take(talk, entry(2, NIILO, claim));
  expect(talk.standing).toMatchObject({ state: 'ACTIVE', place: null, agent: NIILO });
  talk = take(talk, entry(3, HOST, { __typename: 'RequeueContent' }));
  expect(talk.standing).toMatchObject({ state: 'WAITING', agent: null });
  talk = take(talk, entry(4, NIILO, claim));
  expect(isOver(talk)).toBe(false);
  talk = take(talk, entry(5, NIILO, { __typename: 'EndContent', by: 'AGENT' }));
  expect(talk.standing).toMatchObject({ state: 'ENDED', endedBy: 'AGENT', endedAt: '2026-11-26T10:05:00.000Z', lastSeq: 5 });
  expect(isOver(talk)).toBe(true);
});

test('a customer who is transferred waits again in the other queue, and knows why until somebody claims them', () => {
  const transfer = entry(3, NIILO, { __typename: 'TransferContent', toQueueId: 'queue_2', toQueueName: 'Tuki', reason: 'Tuki osaa tämän.' });
  let talk = take(begin(loaded([entry(1, AINO, request), entry(2, NIILO, claim)])), transfer);
  expect(talk.standing).toMatchObject({ state: 'WAITING', agent: null, queueId: 'queue_2', queueName: 'Tuki', place: null });
  expect(transferOf(talk)).toEqual({ seq: 3, queue: 'Tuki', reason: 'Tuki osaa tämän.' });
  expect(isNews(transfer)).toBe(true);
  talk = take(talk, entry(4, NIILO, claim));
  expect([talk.standing.state, transferOf(talk)]).toEqual(['ACTIVE', null]);
  // One whose agent is gone later waits for another reason.
  talk = take(talk, entry(5, HOST, { __typename: 'RequeueContent' }));
  expect(transferOf(talk)).toBeNull();
});

test('what is loaded changes nothing that its conversation says already', () => {
  const entries = [entry(1, AINO, request), entry(2, NIILO, claim), entry(3, NIILO, { __typename: 'TransferContent', toQueueId: 'queue_2', toQueueName: 'Tuki', reason: null })];
  const talk = begin({ ...loaded(entries), state: 'WAITING', place: 4, lastSeq: 3 });
  expect(talk.standing).toMatchObject({ state: 'WAITING', place: 4, agent: null });
  expect(talk.lines).toHaveLength(3);
});

test('a customer who was lost is told so', () => {
  const talk = begin(loaded([entry(1, AINO, request), entry(2, HOST, { __typename: 'DropContent', left: false })]));
  expect(talk.standing.state).toBe('DROPPED');
  expect(isOver(talk)).toBe(true);
});

test('an entry that is there already changes nothing, however often it comes', () => {
  const talk = begin(loaded([entry(1, AINO, request), entry(2, AINO, message('hei'))]));
  expect(take(talk, entry(2, AINO, message('hei')))).toBe(talk);
  expect(take(talk, entry(1, AINO, request))).toBe(talk);
});

test('what was loaded and what came after is the same as what is loaded later', () => {
  const entries = [entry(1, AINO, request), entry(2, NIILO, claim), entry(3, NIILO, message('moi')), entry(4, AINO, read('VISITOR', 3))];
  const whole = begin(loaded(entries));
  for (let cut = 0; cut <= entries.length; cut += 1) {
    expect(entries.slice(cut).reduce(take, begin(loaded(entries.slice(0, cut))))).toEqual(whole);
  }
});

test('what the customer said is told from what the agent said', () => {
  const talk = begin(loaded([entry(1, AINO, request), entry(2, AINO, message('hei')), entry(3, NIILO, message('moi'))]));
  expect(['hei', 'moi', 'he'].map((text) => wasSaid(talk, text))).toEqual([true, false, false]);
});

test('earlier entries come in front, none twice', () => {
  const talk = begin(loaded([entry(3, NIILO, message('c'))], 'cursor'));
  expect(talk.earlier).toBe('cursor');
  const all = prepend(talk, loaded([entry(1, AINO, request), entry(2, AINO, message('b')), entry(3, NIILO, message('c'))]));
  expect(all.lines.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect(all.earlier).toBeNull();
  expect(all.standing).toEqual(talk.standing);
});

test('unread is what others wrote after the last mark', () => {
  const entries = [
    entry(1, AINO, message('mine')),
    entry(2, NIILO, message('one')),
    entry(3, AINO, read('VISITOR', 2)),
    entry(4, { __typename: 'PluginAuthor' }, { __typename: 'PostContent', plugin: 'x', said: 'two' }),
    entry(5, NIILO, { __typename: 'AnnotationContent', plugin: 'x', key: 'k', removed: false, note: null }),
    entry(6, NIILO, message('three')),
  ];
  expect(unreadOf(begin(loaded(entries)))).toBe(2);
});

test('messages of the log are confirmed by their client ids', () => {
  expect([...confirmedOf(begin(loaded([entry(1, AINO, message('a', 'one')), entry(2, NIILO, claim)])))]).toEqual(['one']);
});
