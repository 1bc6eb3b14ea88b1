import { expect, test, vi } from 'vitest';
import { RequestFailure } from '../client/failure';
import type { Request } from '../client/http';
import * as sending from '../client/upload';
import { FILES_MAX, Uploads } from './uploads';

const SETTINGS = { path: '/o/demo/graphql', language: () => 'fi' };

function uploads(answer: unknown) {
  const request = vi.fn(async () => {
    if (answer instanceof Error) throw answer;
    return { prepareAttachment: answer };
  });
  return new Uploads(request as unknown as Request, SETTINGS, () => 'conv_1');
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
  await vi.waitFor(() => expect(files.items.value[0]?.trouble).toMatchObject({ why: 'failed', failure: { kind: 'network' } }));
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

test('a file that is removed on its way is stopped, and is gone for good', async () => {
  let stopped: AbortSignal | undefined;
  vi.spyOn(sending, 'upload').mockImplementation((_settings, _path, _file, _onProgress, signal) => {
    stopped = signal;
    return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new RequestFailure('refused', 'Stopped.'))));
  });
  const files = uploads(prepared);
  files.add([file()]);
  await vi.waitFor(() => expect(stopped).toBeDefined());
  files.drop();
  expect(stopped?.aborted).toBe(true);
  await Promise.resolve();
  expect(files.items.value).toEqual([]);
});
