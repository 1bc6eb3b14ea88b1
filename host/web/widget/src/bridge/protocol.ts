// What the page's loader and the app in its frame say to one another. No token and no text goes to the page.

/** Where the app stands, as the page may know it. */
export type Standing = 'loading' | 'welcome' | 'closed' | 'waiting' | 'conversation' | 'ended';

/** From the page's loader. */
export type ToApp =
  /** The first word: who the page is says the browser. */
  | {
      vuoro: 'hello';
      /** Languages, the wanted first. */
      languages: string[];
      /** The queue to enter; null lets the customer choose. */
      queue: string | null;
      /** Days that the session lives without use; null for as long as the tab. */
      remember: number | null;
      open: boolean;
    }
  /** Values that the page passes on; null takes a key away. */
  | { vuoro: 'metadata'; values: Record<string, unknown> }
  /** The frame is shown or put away. */
  | { vuoro: 'shown'; open: boolean };

/** From the app. */
export type ToPage =
  /** It has heard the first word. */
  | { vuoro: 'ready' }
  /** The customer puts it away. */
  | { vuoro: 'minimise' }
  /** Where it stands, and how many messages wait to be read. */
  | { vuoro: 'state'; state: Standing; unread: number };
