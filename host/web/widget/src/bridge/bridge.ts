import type { ToApp, ToPage } from './protocol';

/** The connection to the page around the app. */
export interface Bridge {
  /** No page is around: the app was opened by its address. */
  isAlone: boolean;
  send: (message: ToPage) => void;
}

/** The functions of a window that the bridge needs. */
export type Here = Pick<Window, 'parent' | 'addEventListener'>;

/**
 * Listens to the page around the app, and to nobody else. The policy of our own response decides which pages may embed it; the first
 * message pins the page's origin, and whatever comes from another source or origin is ignored.
 */
export function createBridge(here: Here, heard: (message: ToApp) => void): Bridge {
  const page = here.parent;
  if (page === (here as unknown)) return { isAlone: true, send: () => {} };
  let origin: string | null = null;

  here.addEventListener('message', (event: MessageEvent) => {
    if (event.source !== page || !isMessage(event.data)) return;
    if (origin === null) {
      // A page that hides its origin can't be answered without telling everybody.
      if (event.data.vuoro !== 'hello' || event.origin === 'null' || event.origin === '') return;
      origin = event.origin;
    } else if (event.origin !== origin || event.data.vuoro === 'hello') {
      return;
    }
    heard(event.data);
  });

  return {
    isAlone: false,
    send: (message) => {
      if (origin !== null) page.postMessage(message, origin);
    },
  };
}

function isMessage(data: unknown): data is ToApp {
  if (typeof data !== 'object' || data === null || !('vuoro' in data)) return false;
  const message = data as Record<string, unknown>;
  switch (message['vuoro']) {
    case 'hello':
      return Array.isArray(message['languages']) && message['languages'].every((each) => typeof each === 'string');
    case 'metadata':
      return typeof message['values'] === 'object' && message['values'] !== null;
    case 'shown':
      return typeof message['open'] === 'boolean';
    default:
      return false;
  }
}
