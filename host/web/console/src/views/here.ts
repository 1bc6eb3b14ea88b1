import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Organisation } from '../state/organisation';

export const Here = createContext<Organisation | null>(null);

/** The organisation that the page is about. */
export function useOrganisation(): Organisation {
  const here = useContext(Here);
  if (!here) throw new Error('no organisation is open');
  return here;
}
