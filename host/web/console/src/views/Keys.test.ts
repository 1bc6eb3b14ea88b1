import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { claimNext } from '../queue/claim';
import type { Organisation } from '../state/organisation';
import { isKeysPageOpen, watchKeys } from './Keys';

vi.mock('../queue/claim', () => ({ claimNext: vi.fn(async () => {}), queueToClaim: () => ({ id: 'queue_1' }) }));

vi.mock('../tools/shown', () => ({ areToolsShown: { peek: () => true }, showTools: vi.fn() }));

let stop = () => {};

beforeEach(() => {
  vi.mocked(claimNext).mockClear();
  isKeysPageOpen.value = false;
  stop = watchKeys({ activity: { peek: () => ({ queues: [], conversations: [] }) } } as unknown as Organisation);
});
afterEach(() => {
  stop();
  document.body.replaceChildren();
});

/** Presses a key in an element that has the focus; true when the page left the key to the element. */
function press(html: string, key: string, more: KeyboardEventInit & { keyCode?: number } = {}): boolean {
  document.body.innerHTML = html;
  const element = document.body.firstElementChild ?? document.body;
  return element.dispatchEvent(new KeyboardEvent('keydown', { key, code: 'KeyN', altKey: true, bubbles: true, cancelable: true, ...more }));
}

const textarea = (text: string) => `<textarea>${text}</textarea>`;

test('Alt+N claims from the page and from an empty box', () => {
  expect(press('<main tabindex="-1"></main>', 'n')).toBe(false);
  expect(press(textarea(''), 'n')).toBe(false);
  expect(press('<input type="checkbox" value="on">', 'n')).toBe(false);
  expect(claimNext).toHaveBeenCalledTimes(3);
});

test('Alt+N in the middle of a word claims nobody', () => {
  for (const field of [textarea('kesken'), '<input type="search" value="kesken">', '<input type="password" value="kesken">', '<select><option>a</option></select>']) {
    expect(press(field, 'n'), field).toBe(true);
  }
  expect(claimNext).not.toHaveBeenCalled();
});

test('a letter that Option makes on a Mac is written, also as the first of a text', () => {
  for (const key of ['˜', 'Dead', 'ﬁ']) {
    expect(press(textarea(''), key), key).toBe(true);
    expect(press(textarea('a'), key), key).toBe(true);
  }
  expect(claimNext).not.toHaveBeenCalled();
  // Outside of fields the key writes nothing.
  expect(press('<main tabindex="-1"></main>', 'Dead')).toBe(false);
  expect(claimNext).toHaveBeenCalledOnce();
});

test('a letter of AltGr and a letter that is being composed are written', () => {
  expect(press(textarea(''), 'n', { modifierAltGraph: true })).toBe(true);
  expect(press('<main tabindex="-1"></main>', 'n', { isComposing: true })).toBe(true);
  expect(press('<main tabindex="-1"></main>', 'n', { keyCode: 229 })).toBe(true);
  expect(claimNext).not.toHaveBeenCalled();
});

test('a question mark opens the page of keys, except where one writes', () => {
  press(textarea(''), '?', { altKey: false });
  expect(isKeysPageOpen.value).toBe(false);
  press('<main tabindex="-1"></main>', '?', { altKey: false });
  expect(isKeysPageOpen.value).toBe(true);
});
