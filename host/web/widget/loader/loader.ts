// The script that pages run: a button that opens a frame with the app. Reads nothing of the page but its language and what the page passes.
import type { ToApp, ToPage } from '../src/bridge/protocol';
import { STYLE } from './style';
import { labelOf, textsOf } from './texts';

type Call = readonly unknown[];
type Api = ((...call: Call) => void) & { q?: ArrayLike<unknown>[] };
type Heard = (value: unknown) => void;
type Frame = HTMLIFrameElement;

/** The app must report within this time after its page has loaded; otherwise it was refused. */
const READY_MS_MAX = 10_000;
const NOTE_MS = 8_000;
/** On narrower pages there is no room for both: the chat stays behind the button until somebody opens it. */
const NARROW_PX = 520;
/** Most calls that a page may make before the app is loaded. */
const EARLY_MAX = 100;
const EVENTS = ['open', 'close', 'state', 'unread'];
const SVG = 'http://www.w3.org/2000/svg';

const page = window as unknown as { vuoro?: Api };
const script = (document.currentScript ?? document.querySelector('script[data-organisation]')) as HTMLScriptElement | null;
const organisation = script?.dataset['organisation'];

// The same tag twice gives one chat.
if (!script || !organisation) console.error('vuoro: the script tag needs data-organisation');
else if (!page.vuoro || page.vuoro.q) {
  const called = page.vuoro?.q ?? [];
  const begin = () => {
    page.vuoro = start(script, organisation);
    for (const call of Array.from(called)) page.vuoro(...Array.from(call));
  };
  // Until then calls are queued.
  if (document.body) begin();
  else {
    page.vuoro ??= Object.assign((...call: Call) => void called.push(call), { q: called });
    addEventListener('DOMContentLoaded', begin);
  }
}

function start({ src, dataset }: HTMLScriptElement, slug: string): Api {
  const home = new URL(src).origin;
  const languages = [dataset['language'] ?? '', document.documentElement.lang, ...navigator.languages];
  const texts = textsOf(languages);
  const flag = `vuoro.${slug}`;
  const heard: Record<string, Heard[]> = {};
  const early: ToApp[] = [];
  let frame: Frame | null = null;
  let isReady = false;
  let isOpen = false;
  let unread = 0;
  let state = '';
  let timer: ReturnType<typeof setTimeout>;

  const host = document.createElement('div');
  // Whatever the page does to its elements, this one only holds elements that are fixed to the window.
  host.style.cssText = 'all:initial!important;position:static!important;display:block!important';
  const tree = host.attachShadow({ mode: 'open' });
  dress(tree);
  const button = add('button', 'launcher');
  button.type = 'button';
  button.append(icon());
  const badge = document.createElement('span');
  badge.className = 'badge';
  button.append(badge);
  const note = add('p', 'note');
  note.hidden = true;
  note.setAttribute('role', 'alert');
  const said = add('p', 'said');
  said.setAttribute('role', 'status');
  button.onclick = () => open();
  document.body.append(host);
  show();

  addEventListener('message', ({ source, origin, data }: MessageEvent<ToPage>) => {
    if (!frame || source !== frame.contentWindow || origin !== home || typeof data?.vuoro !== 'string') return;
    if (data.vuoro === 'ready') {
      isReady = true;
      clearTimeout(timer);
      early.splice(0).forEach(send);
      if (isOpen) frame.focus();
    } else if (data.vuoro === 'minimise') close();
    else if (data.vuoro === 'state') {
      if (data.state !== state) tell('state', (state = data.state));
      if (data.unread !== unread) {
        if (data.unread > unread && !isOpen) said.textContent = labelOf(texts, data.unread);
        tell('unread', (unread = data.unread));
      }
      remember();
      show();
    }
  });

  // The page was left during a conversation.
  const before = kept();
  if (before === 'open' && innerWidth > NARROW_PX) open();
  else if (before) load();

  function add<Name extends keyof HTMLElementTagNameMap>(name: Name, className: string) {
    const element = document.createElement(name);
    element.className = className;
    tree.append(element);
    return element;
  }

  function show() {
    button.hidden = isOpen;
    button.setAttribute('aria-label', labelOf(texts, unread));
    badge.hidden = unread === 0;
    badge.textContent = unread > 99 ? '99+' : String(unread);
    if (frame) frame.hidden = !isOpen;
  }

  function load() {
    if (frame) return;
    frame = document.createElement('iframe');
    const made = frame;
    made.className = 'frame';
    made.title = texts.title;
    made.hidden = true;
    made.onload = () => {
      const { queue, remember: days } = dataset;
      const hello: ToApp = { vuoro: 'hello', languages, queue: queue || null, remember: days ? Number(days) || null : null, open: isOpen };
      post(hello);
      clearTimeout(timer);
      timer = setTimeout(fail, READY_MS_MAX);
    };
    made.src = `${home}/o/${encodeURIComponent(slug)}/widget`;
    tree.append(made);
  }

  /** The app's page may not be embedded in this page, or can't be reached. */
  function fail() {
    console.error(`vuoro: the chat can't be shown. Is ${location.origin} in the organisation's list of pages that may embed it?`);
    frame?.remove();
    frame = null;
    isOpen = isReady = false;
    note.textContent = texts.failed;
    note.hidden = false;
    setTimeout(() => (note.hidden = true), NOTE_MS);
    show();
    button.focus();
  }

  function open() {
    if (isOpen) return;
    load();
    isOpen = true;
    note.hidden = true;
    said.textContent = '';
    show();
    remember();
    send({ vuoro: 'shown', open: true });
    frame?.focus();
    tell('open');
  }

  function close() {
    if (!isOpen) return;
    const hadFocus = document.activeElement === host;
    isOpen = false;
    show();
    remember();
    send({ vuoro: 'shown', open: false });
    if (hadFocus) button.focus();
    tell('close');
  }

  function send(message: ToApp) {
    if (isReady) post(message);
    else if (frame || message.vuoro === 'metadata') early.length < EARLY_MAX && early.push(message);
  }

  function post(message: ToApp) {
    frame?.contentWindow?.postMessage(message, home);
  }

  /** Stores that there is a conversation and whether it is shown; nothing else is stored on the page's side. */
  function remember() {
    const isUnder = state === 'waiting' || state === 'conversation';
    try {
      if (isUnder) sessionStorage.setItem(flag, isOpen ? 'open' : 'away');
      else if (state && state !== 'loading') sessionStorage.removeItem(flag);
    } catch {
      // Storage is refused here: a reload shows the button.
    }
  }

  function kept(): string | null {
    try {
      return sessionStorage.getItem(flag);
    } catch {
      return null;
    }
  }

  function tell(event: string, value?: unknown) {
    for (const each of heard[event] ?? []) {
      try {
        each(value);
      } catch (error) {
        console.error(error);
      }
    }
  }

  return (name, ...rest) => {
    const [first, second] = rest;
    if (name === 'open') open();
    else if (name === 'close') close();
    else if (name === 'metadata' && first && typeof first === 'object') {
      // Only plain data, copied now.
      send({ vuoro: 'metadata', values: JSON.parse(JSON.stringify(first)) });
    } else if (name === 'on' && EVENTS.includes(String(first)) && typeof second === 'function') {
      (heard[String(first)] ??= []).push(second as Heard);
    } else console.error(`vuoro: there is no call ${String(name)} of this shape`);
  };
}

function dress(tree: ShadowRoot) {
  try {
    // A style sheet made by script isn't an inline style, which the page's policy may refuse.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    tree.adoptedStyleSheets = [sheet];
  } catch {
    const style = document.createElement('style');
    style.textContent = STYLE;
    tree.append(style);
  }
}

function icon(): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  const attributes = { viewBox: '0 0 24 24', fill: 'none', stroke: 'currentColor', 'stroke-width': '1.75', 'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': 'true' };
  for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, value);
  path.setAttribute('d', 'M3 5.5A2.5 2.5 0 0 1 5.5 3h13A2.5 2.5 0 0 1 21 5.5v9a2.5 2.5 0 0 1-2.5 2.5H12l-5 4v-4H5.5A2.5 2.5 0 0 1 3 14.5zM8 8.5h8M8 12h5');
  svg.append(path);
  return svg;
}
