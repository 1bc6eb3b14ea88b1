import { expect, test, vi } from 'vitest';
import type { Here } from './bridge';
import { createBridge } from './bridge';

const HELLO = { vuoro: 'hello', languages: ['fi'], queue: null, remember: null, open: true };
const SHOP = 'https://shop.example';

/** A window with a page around it. */
function framed() {
  const parent = { postMessage: vi.fn() };
  let listener: (event: object) => void = () => {};
  const here = { parent, addEventListener: (_: string, heard: (event: object) => void) => (listener = heard) } as unknown as Here;
  const heard = vi.fn();
  const bridge = createBridge(here, heard);
  const say = (data: unknown, origin = SHOP, source: unknown = parent) => listener({ data, origin, source });
  return { bridge, heard, parent, say };
}

test('the first word pins the page’s origin, and answers go there alone', () => {
  const { bridge, heard, parent, say } = framed();
  bridge.send({ vuoro: 'ready' });
  expect(parent.postMessage).not.toHaveBeenCalled();
  say(HELLO);
  expect(heard).toHaveBeenCalledWith(HELLO);
  bridge.send({ vuoro: 'ready' });
  expect(parent.postMessage).toHaveBeenCalledExactlyOnceWith({ vuoro: 'ready' }, SHOP);
});

test('another origin, another window and a second first word are passed over', () => {
  const { heard, say } = framed();
  say({ vuoro: 'shown', open: true });
  say(HELLO, 'null');
  say(HELLO, SHOP, {});
  say(HELLO, SHOP, null);
  expect(heard).not.toHaveBeenCalled();
  say(HELLO);
  say(HELLO);
  say({ vuoro: 'shown', open: true }, 'https://evil.example');
  say({ vuoro: 'metadata', values: { a: 1 } }, SHOP, {});
  expect(heard).toHaveBeenCalledTimes(1);
});

test('what has no shape of ours is passed over', () => {
  const { heard, say } = framed();
  say(HELLO);
  for (const data of [null, 'hello', 5, {}, { vuoro: 'x' }, { vuoro: 'metadata', values: null }, { vuoro: 'shown', open: 'yes' }]) say(data);
  expect(heard).toHaveBeenCalledTimes(1);
});

test('without a page around there is nobody to talk to', () => {
  const alone = { addEventListener: vi.fn() } as unknown as Window;
  Object.assign(alone, { parent: alone });
  const bridge = createBridge(alone, vi.fn());
  expect(bridge.isAlone).toBe(true);
  expect(alone.addEventListener).not.toHaveBeenCalled();
});
