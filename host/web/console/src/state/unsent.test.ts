import { beforeEach, expect, test, vi } from 'vitest';
import type { Request } from '@shared/client/http';
import * as sending from '@shared/client/upload';
import { forgetUnsent, unsentOf } from './unsent';

const HTTP = { path: '/o/demo/graphql', language: () => 'fi' };
const request = vi.fn(async () => ({ prepareAttachment: { __typename: 'AttachmentPrepared', attachmentId: 'att_1', uploadUrl: '/att_1' } })) as unknown as Request;
const work = (owner = 'account_1:demo') => unsentOf(owner, request, HTTP);
const names = (id: string, owner?: string) => work(owner).of(id).uploads.items.value.map(({ name }) => name);

beforeEach(() => {
  for (const account of ['account_1', 'account_2']) forgetUnsent(account);
  vi.spyOn(sending, 'upload').mockResolvedValue();
});

test('files stay with their conversation, whatever one looks at meanwhile', async () => {
  work().of('conv_1').uploads.add([new File(['x'], 'a.txt')]);
  expect(names('conv_2')).toEqual([]);
  await vi.waitFor(() => expect(work().of('conv_1').uploads.hasReady).toBe(true));
  // As when rights change, and the connection is made again.
  expect(unsentOf('account_1:demo', request, HTTP).of('conv_1').uploads.take()).toEqual([{ id: 'att_1', name: 'a.txt', sizeBytes: 1 }]);
});

test('each account and organisation has files of its own, and nothing stays of who signs out', () => {
  work().of('conv_1').uploads.add([new File(['x'], 'a.txt')]);
  expect(names('conv_1', 'account_2:demo')).toEqual([]);
  const before = work().of('conv_1').uploads;
  work('account_2:demo').of('conv_1').uploads.add([new File(['x'], 'b.txt')]);
  forgetUnsent('account_1');
  expect(before.items.value).toEqual([]);
  expect(names('conv_1')).toEqual([]);
  expect(names('conv_1', 'account_2:demo')).toEqual(['b.txt']);
});

test('files go with the end of their conversation, and forms when it isn’t the agent’s any more', () => {
  const { uploads, forms } = work().of('conv_1');
  uploads.add([new File(['x'], 'a.txt')]);
  forms.write('notes', { block: { __typename: 'FormBlock', id: 'f', submitLabel: 'Save', blocks: [] } as never, changed: { note: 'kesken' } });
  work().over('conv_1');
  expect(uploads.items.value).toEqual([]);
  expect(work().of('conv_1').forms.read('notes')?.changed).toEqual({ note: 'kesken' });
  work().drop('conv_1');
  expect(work().of('conv_1').forms.isEmpty).toBe(true);
});

test('there is an end to what is kept: what nothing was begun in goes first, then what was looked at longest ago', () => {
  for (let index = 0; index < 100; index += 1) {
    if (index !== 50) work().of(`conv_${index}`).uploads.add([new File(['x'], `${index}.txt`)]);
    else work().of(`conv_${index}`);
  }
  work().of('conv_100').uploads.add([new File(['x'], '100.txt')]);
  expect(names('conv_0')).toEqual(['0.txt']);
  const first = work().of('conv_1').uploads;
  work().of('conv_0');
  work().of('conv_101');
  expect(names('conv_0')).toEqual(['0.txt']);
  expect(first.items.value).toEqual([{ ...first.items.value[0], name: '1.txt' }]);
  expect(names('conv_2')).toEqual([]);
});
