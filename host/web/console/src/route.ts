// The place in the console: the page's address as a value.
import { signal } from '@preact/signals';

/** The sections of an organisation's settings. */
export const ORGANISATION_SECTIONS = ['general', 'members', 'invitations', 'queues', 'plugins'] as const;
export type OrganisationSection = (typeof ORGANISATION_SECTIONS)[number];
/** The sections of a person's own settings. */
export const PERSONAL_SECTIONS = ['profile', 'notifications', 'password', 'sessions', 'tools'] as const;
export type PersonalSection = (typeof PERSONAL_SECTIONS)[number];

export type Route =
  | { at: 'start' }
  /** The token is in the fragment, which is never sent to a server. */
  | { at: 'invitation' }
  | { at: 'home'; slug: string }
  | { at: 'conversation'; slug: string; id: string }
  | { at: 'queue'; slug: string; id: string }
  | { at: 'settings'; slug: string; section: OrganisationSection; id?: string }
  | { at: 'personal'; slug: string; section: PersonalSection }
  | { at: 'nowhere' };

const BASE = '/console';

/** Parses an address. */
export function parse(path: string): Route {
  const parts = path.slice(BASE.length).split('/').filter(Boolean).map(decode);
  const [first, slug, kind, third, fourth] = parts;
  if (first === undefined) return { at: 'start' };
  if (first === 'invitation' && slug === undefined) return { at: 'invitation' };
  if (first !== 'o' || slug === undefined) return { at: 'nowhere' };
  if (kind === undefined) return { at: 'home', slug };
  if (kind === 'c' && third !== undefined) return { at: 'conversation', slug, id: third };
  if (kind === 'q' && third !== undefined) return { at: 'queue', slug, id: third };
  if (kind === 'settings') {
    const section = ORGANISATION_SECTIONS.find((each) => each === (third ?? 'general'));
    if (section) return { at: 'settings', slug, section, ...(fourth === undefined ? {} : { id: fourth }) };
  }
  if (kind === 'me') {
    const section = PERSONAL_SECTIONS.find((each) => each === (third ?? 'profile'));
    if (section) return { at: 'personal', slug, section };
  }
  return { at: 'nowhere' };
}

/** The address of a place. */
export function address(to: Route): string {
  const path = (...parts: string[]) => [BASE, ...parts.map(encodeURIComponent)].join('/');
  switch (to.at) {
    case 'start':
    case 'nowhere':
      return `${BASE}/`;
    case 'invitation':
      return path('invitation');
    case 'home':
      return path('o', to.slug);
    case 'conversation':
      return path('o', to.slug, 'c', to.id);
    case 'queue':
      return path('o', to.slug, 'q', to.id);
    case 'settings':
      return path('o', to.slug, 'settings', to.section, ...(to.id === undefined ? [] : [to.id]));
    case 'personal':
      return path('o', to.slug, 'me', to.section);
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The current place. */
export const route = signal<Route>(parse(location.pathname));

/** Goes to a place; the browser's back button returns here. */
export function go(to: Route, how: 'push' | 'replace' = 'push'): void {
  const next = address(to);
  if (next !== location.pathname) history[how === 'push' ? 'pushState' : 'replaceState'](null, '', next);
  route.value = to;
}

/** The attributes of a link within the console: a plain click navigates without loading a page. */
export function linkTo(to: Route) {
  return {
    href: address(to),
    onClick: (event: MouseEvent) => {
      if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      go(to);
    },
  };
}

addEventListener('popstate', () => (route.value = parse(location.pathname)));
