import { afterEach, expect, test } from 'vitest';
import { createKeep } from './keep';

afterEach(() => sessionStorage.clear());

const area = () => sessionStorage;

test('what is kept is there after a reload, for its own organisation alone', () => {
  createKeep('one', area).write({ token: 'vv_1', draft: 'Hei' });
  expect(createKeep('one', area).read()).toMatchObject({ token: 'vv_1', draft: 'Hei', conversation: null });
  expect(createKeep('two', area).read().token).toBeNull();
});

test('where the browser refuses storage the chat works until the page goes', () => {
  const keep = createKeep('one', () => {
    throw new DOMException('denied', 'SecurityError');
  });
  keep.write({ token: 'vv_1' });
  expect(keep.read().token).toBe('vv_1');
  expect(createKeep('one', area).read().token).toBeNull();
});

test('a full storage loses nothing of now', () => {
  const full = { getItem: () => null, setItem: () => { throw new DOMException('full', 'QuotaExceededError'); } } as unknown as Storage;
  const keep = createKeep('one', () => full);
  keep.write({ draft: 'long' });
  expect(keep.read().draft).toBe('long');
});

test('what isn’t of our making counts as nothing', () => {
  for (const text of ['', 'null', '[]', '{', '{"token":5,"unsent":[{"clientId":1}],"told":[]}']) {
    sessionStorage.setItem('vuoro.widget.one', text);
    expect(createKeep('one', area).read()).toEqual({ token: null, conversation: null, draft: '', entering: null, unsent: [], told: {} });
  }
});
