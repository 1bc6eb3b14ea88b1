import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { Context } from 'vuoro:plugin/types@0.1.0';
import { fields, panels } from '../src/plugin';
import { setNow } from './host/clock';
import { setSettings } from './host/settings';

const SETTINGS = { opens: '09:00', closes: '16:00', weekdays: [1, 2, 3, 4, 5], utcOffsetMinutes: 120 };
const operator: Context = { actor: { tag: 'member', val: { id: 'mem_1', role: 'operator' } }, language: 'en' };
const handler: Context = { actor: { tag: 'member', val: { id: 'mem_2', role: 'handler' } }, language: 'fi' };

const ask = (context: Context, parentType: string, field: string, given: unknown = {}): unknown =>
  JSON.parse(fields.resolve(context, { parentType, field, arguments: JSON.stringify(given), parents: ['null'] })[0]!);

/** What a call tells instead of a value. */
const told = (call: () => unknown): unknown => {
  try {
    call();
  } catch (thrown) {
    return (thrown as { payload: unknown }).payload;
  }
  return undefined;
};

beforeEach(() => {
  setSettings(SETTINGS);
  setNow('2026-11-23T07:00:00Z');
  ask(operator, 'Mutation', 'setOfficeNotice', { input: {} });
});

test('it is open from the first minute to before the last on its weekdays by its own clock', () => {
  const open = (iso: string): unknown => {
    setNow(iso);
    return (ask(operator, 'Query', 'officeHours') as { open: boolean }).open;
  };
  assert.equal(open('2026-11-23T06:59:59Z'), false);
  assert.equal(open('2026-11-23T07:00:00Z'), true);
  assert.equal(open('2026-11-23T13:59:00Z'), true);
  assert.equal(open('2026-11-23T14:00:00Z'), false);
  assert.equal(open('2026-11-22T10:00:00Z'), false, 'a Sunday');
  // Still Sunday in UTC, Monday at the office.
  setSettings({ ...SETTINGS, opens: '00:00', closes: '01:00' });
  assert.equal(open('2026-11-22T22:30:00Z'), true);
});

test('the hours are told in the reader’s language', () => {
  assert.deepEqual(ask(handler, 'Query', 'officeHours'), { open: true, text: 'Olemme auki: ma–pe 09:00–16:00.', notice: null });
  setSettings({ ...SETTINGS, weekdays: [1, 3] });
  const swedish = ask({ ...operator, language: 'sv' }, 'Query', 'officeHours');
  assert.deepEqual(swedish, { open: true, text: 'Vi har öppet: mån, ons 09:00–16:00.', notice: null });
});

test('operators set the notice, and nobody else does', () => {
  const set = (context: Context, notice: string) => ask(context, 'Mutation', 'setOfficeNotice', { input: { notice } });
  assert.deepEqual(told(() => set(handler, 'x')), { tag: 'not-allowed' });
  assert.deepEqual(told(() => set({ ...handler, actor: { tag: 'visitor', val: 'vis_1' } }, 'x')), { tag: 'not-allowed' });
  const tooLong = { tag: 'invalid', val: [{ field: 'notice', message: 'Use 200 characters at most.' }] };
  assert.deepEqual(told(() => set(operator, 'x'.repeat(201))), tooLong);
  assert.equal((set(operator, ' Closed at noon. ') as { hours: { notice: string } }).hours.notice, 'Closed at noon.');
  assert.equal((set(operator, '') as { hours: { notice: null } }).hours.notice, null);
});

test('the panels show the hours, and the form keeps the notice', () => {
  const render = (slot: Parameters<typeof panels.render>[1]) => JSON.parse(panels.render(operator, slot, '{}'));
  const input = JSON.stringify({ block: 'notice-form', values: { notice: 'Closed at noon.' } });
  const acted = JSON.parse(panels.act(operator, 'organisation-settings', '{}', input));
  assert.equal(acted.toast, 'The notice is saved.');
  assert.equal(acted.view.blocks[1].blocks[0].value, 'Closed at noon.');
  const shown = render('conversation-tools').blocks;
  assert.deepEqual(shown[0], { type: 'callout', tone: 'success', text: 'We are open: Mon–Fri 09:00–16:00. Closed at noon.' });
  assert.equal(shown[1].type, 'copy-to-composer');
  assert.equal(render('statistics'), null);
});

test('an exception is told as a failure with its message and stack', () => {
  setSettings({ ...SETTINGS, opens: 'late' });
  const failure = told(() => ask(operator, 'Query', 'officeHours')) as { tag: string; val: string };
  assert.equal(failure.tag, 'failed');
  assert.match(failure.val, /^Error: the settings have "late" where a time as 09:00 is needed\n.*minuteOf/s);
});
