import { expect, test } from 'vitest';
import type { Route } from './route';
import { address, parse } from './route';

test('each place has an address that leads back to it', () => {
  const places: Route[] = [
    { at: 'start' }, { at: 'invitation' }, { at: 'home', slug: 'demo' }, { at: 'conversation', slug: 'demo', id: 'conv_1' },
    { at: 'queue', slug: 'demo', id: 'queue_1' }, { at: 'settings', slug: 'demo', section: 'queues', id: 'queue_1' },
    { at: 'settings', slug: 'demo', section: 'members' }, { at: 'personal', slug: 'demo', section: 'sessions' },
  ];
  for (const place of places) expect(parse(address(place))).toEqual(place);
});

test('an address that leads nowhere is no place', () => {
  for (const path of ['/console/o', '/console/o/demo/x', '/console/o/demo/settings/x', '/console/%E0%A4%A']) expect(parse(path).at).toBe('nowhere');
});
