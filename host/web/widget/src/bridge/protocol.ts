// The messages between the page's loader and the app in its frame. No token and no text goes to the page.

/** The app's state, as the page may know it. */
export type Standing = 'loading' | 'welcome' | 'closed' | 'waiting' | 'conversation' | 'ended';

/** From the page's loader. */
export type ToApp =
  /** The first message; the browser adds the page's origin. */
  | {
      vuoro: 'hello';
      /** Languages, the preferred one first. */
      languages: string[];
      /** The queue to join; null lets the customer choose. */
      queue: string | null;
      /** Days that the session lasts without use; null for as long as the tab. */
      remember: number | null;
      open: boolean;
    }
  /** Values that the page passes; null removes a key. */
  | { vuoro: 'metadata'; values: Record<string, unknown> }
  /** The frame is shown or hidden. */
  | { vuoro: 'shown'; open: boolean };

/** From the app. */
export type ToPage =
  /** It has received the first message. */
  | { vuoro: 'ready' }
  /** The customer hides it. */
  | { vuoro: 'minimise' }
  /** Its state, and the number of unread messages. */
  | { vuoro: 'state'; state: Standing; unread: number };
