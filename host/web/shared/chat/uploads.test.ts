import { expect, test, vi } from 'vitest';
import { RequestFailure } from '@shared/client/failure';
import type { Request } from '@shared/client/http';
import * as sending from '@shared/client/upload';
import { createUploads, FILES_MAX } from './uploads';

const SETTINGS = { path: '/o/demo/graphql', language: () => 'fi' };

function uploads(answer: unknown) {
  const request = vi.fn(async () => {
    if (answer instanceof Error) throw answer;
    return { prepareAttachment: answer };
  });
  return createUploads(request as unknown as Request, SETTINGS, () => 'conv_1');
}

const prepared = { __typename: 'AttachmentPrepared', attachmentId: 'att_1', uploadUrl: '/o/demo/attachments/att_1' };
const file = (name = 'a.txt', text = 'x') => new File([text], name);

test('a file is announced, sent, and taken with the message', async () => {
  const sent = vi.spyOn(sending, 'upload').mockResolvedValue();
  const files = uploads(prepared);
  files.add([file()]);
  expect(files.take()).toBeNull();
  await vi.waitFor(() => expect(files.items.value[0]?.id).toBe('att_1'));
  expect(sent.mock.calls[0]?.[1]).toBe('/o/demo/attachments/att_1');
  expect(files.take()).toEqual([{ id: 'att_1', name: 'a.txt', sizeBytes: 1 }]);
  expect(files.items.value).toEqual([]);
});

test('the files of a refused message come back without being sent again, as many as a message takes', () => {
  const sent = vi.spyOn(sending, 'upload');
  const files = uploads(prepared);
  const taken = Array.from({ length: FILES_MAX }, (_, index) => ({ id: `att_${index}`, name: `${index}.txt`, sizeBytes: 1 }));
  expect(files.putBack(taken)).toBe(0);
  expect(files.putBack([{ id: 'att_x', name: 'x.txt', sizeBytes: 1 }])).toBe(1);
  expect(sent).not.toHaveBeenCalled();
  expect(files.take()?.map(({ id }) => id)).toEqual(['att_x', ...taken.slice(0, -1).map(({ id }) => id)]);
});

test('a refused file says why, and doesn’t hold up the message', async () => {
  const files = uploads({ __typename: 'AttachmentTooLarge', message: '', maxBytes: 5 });
  files.add([file()]);
  await vi.waitFor(() => expect(files.items.value[0]?.trouble).toEqual({ why: 'too-large', maxBytes: 5 }));
  expect(files.take()).toEqual([]);
});

test('a file that was lost on the way can be tried again', async () => {
  const sent = vi.spyOn(sending, 'upload').mockRejectedValueOnce(new RequestFailure('network', 'away')).mockResolvedValueOnce();
  const files = uploads(prepared);
  files.add([file()]);
  await vi.waitFor(() => expect(files.items.value[0]?.trouble).toEqual({ why: 'failed' }));
  files.retry(files.items.value[0]?.key ?? 0);
  await vi.waitFor(() => expect(files.items.value[0]?.id).toBe('att_1'));
  expect(sent).toHaveBeenCalledTimes(2);
});

test('a message has room for so many files, and none that are empty', () => {
  vi.spyOn(sending, 'upload').mockResolvedValue();
  const files = uploads(prepared);
  expect(files.add(Array.from({ length: FILES_MAX + 3 }, () => file()))).toBe(3);
  files.drop();
  files.add([file('empty.txt', '')]);
  expect(files.items.value[0]?.trouble).toEqual({ why: 'empty' });
});

test('a name of any length goes through with its ending', async () => {
  vi.spyOn(sending, 'upload').mockResolvedValue();
  const files = uploads(prepared);
  files.add([file(`${'x'.repeat(400)}.pdf`)]);
  expect(files.items.value[0]?.name).toMatch(/^x+\.pdf$/);
  expect(files.items.value[0]?.name.length).toBeLessThanOrEqual(255);
});
