import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const HOME = 'https://chat.example';

type Api = (...call: unknown[]) => void;
const vuoro: Api = (...call) => (window as unknown as { vuoro: Api }).vuoro(...call);

beforeEach(() => {
  vi.resetModules();
  document.documentElement.lang = 'fi';
  const script = document.createElement('script');
  script.type = 'text/plain';
  script.src = `${HOME}/widget.js`;
  script.dataset['organisation'] = 'demo';
  document.head.append(script);
});

afterEach(() => {
  document.head.replaceChildren();
  document.body.replaceChildren();
  sessionStorage.clear();
  delete (window as unknown as { vuoro?: Api }).vuoro;
});

const tree = () => document.body.querySelector('div')?.shadowRoot;
const frame = () => tree()?.querySelector('iframe') ?? null;

/** The loader with its frame there; what the frame is told is in `told`. */
async function opened() {
  await import('./loader');
  vuoro('open');
  const made = frame();
  // jsdom gives a frame in a shadow tree no window: another frame lends it one.
  const lender = document.head.appendChild(document.createElement('iframe'));
  if (!made || !lender.contentWindow) throw new Error('there is no frame');
  Object.defineProperty(made, 'contentWindow', { value: lender.contentWindow });
  const told = vi.spyOn(lender.contentWindow, 'postMessage').mockImplementation(() => {});
  made.onload?.(new Event('load'));
  const say = (data: unknown, origin = HOME, source: unknown = lender.contentWindow) =>
    window.dispatchEvent(new MessageEvent('message', { data, origin, source: source as Window }));
  return { told, say };
}

test('a page gets a button and no frame until somebody asks', async () => {
  await import('./loader');
  expect(tree()?.querySelector('button')?.getAttribute('aria-label')).toBe('Avaa chat');
  expect(frame()).toBeNull();
  tree()?.querySelector('button')?.click();
  expect(frame()?.src).toBe(`${HOME}/o/demo/widget`);
});

test('the frame is spoken to at its own origin alone', async () => {
  const { told, say } = await opened();
  say({ vuoro: 'ready' });
  vuoro('metadata', { total: '34 €' });
  expect(told.mock.calls.map(([message, origin]) => [(message as { vuoro: string }).vuoro, origin])).toEqual([
    ['hello', HOME], ['shown', HOME], ['metadata', HOME],
  ]);
});

test('words of another window or origin are passed over', async () => {
  const { say } = await opened();
  const heard = vi.fn();
  vuoro('on', 'state', heard);
  vuoro('on', 'close', heard);
  say({ vuoro: 'state', state: 'waiting', unread: 1 }, 'https://evil.example');
  say({ vuoro: 'state', state: 'waiting', unread: 1 }, HOME, window);
  say({ vuoro: 'minimise' }, 'null');
  say(null);
  expect(heard).not.toHaveBeenCalled();
  say({ vuoro: 'state', state: 'waiting', unread: 0 });
  expect(heard).toHaveBeenCalledExactlyOnceWith('waiting');
});

test('what the page passes before the app is there comes after, as it was then', async () => {
  const cart = { kuksa: 1 };
  (window as unknown as { vuoro: unknown }).vuoro = Object.assign(() => {}, { q: [['metadata', { cart }]] });
  const { told, say } = await opened();
  cart.kuksa = 2;
  say({ vuoro: 'ready' });
  expect(told).toHaveBeenCalledWith({ vuoro: 'metadata', values: { cart: { kuksa: 1 } } }, HOME);
});

test('the same tag twice is one chat', async () => {
  await import('./loader');
  vi.resetModules();
  await import('./loader');
  expect(document.body.children).toHaveLength(1);
});

test('a handler of the page that fails stops nothing', async () => {
  const { say } = await opened();
  const complain = vi.spyOn(console, 'error').mockImplementation(() => {});
  const heard = vi.fn();
  vuoro('on', 'unread', () => {
    throw new Error('the page’s own');
  });
  vuoro('on', 'unread', heard);
  say({ vuoro: 'state', state: 'conversation', unread: 2 });
  expect(heard).toHaveBeenCalledWith(2);
  expect(complain).toHaveBeenCalledTimes(1);
  vuoro('nonsense');
  vuoro('on', 'text', heard);
  expect(complain).toHaveBeenCalledTimes(3);
});

test('only that there is a conversation is kept on the page’s side', async () => {
  const { say } = await opened();
  say({ vuoro: 'state', state: 'waiting', unread: 0 });
  expect({ ...sessionStorage }).toEqual({ 'vuoro.demo': 'open' });
  vuoro('close');
  expect({ ...sessionStorage }).toEqual({ 'vuoro.demo': 'away' });
  say({ vuoro: 'state', state: 'ended', unread: 0 });
  expect({ ...sessionStorage }).toEqual({});
});
