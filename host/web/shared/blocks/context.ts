import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { PanelHost } from './panelHost';

/** What the blocks of a panel share. */
interface PanelState {
  /** Names the panel among those about the same thing. */
  name: string;
  /** Tells the plugin; true when it is done. One at a time. */
  act: (block: string, values: unknown) => Promise<boolean>;
  /** The id of the block whose press is on its way. */
  busy: string | null;
  /** What is wrong with the values of the form that was sent last. */
  errors: { block: string; of: Record<string, string> } | null;
  host: PanelHost;
  headingLevel: HeadingLevel;
}

/** The level of a panel's headings on its page. */
export type HeadingLevel = 2 | 3 | 4;

export const PanelContext = createContext<PanelState | null>(null);

/** The panel that a block stands in. */
export function usePanel(): PanelState {
  const state = useContext(PanelContext);
  if (!state) throw new Error('a block stands in no panel');
  return state;
}
