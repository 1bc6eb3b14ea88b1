import type { BegunForms } from './forms';
import type { Outcome } from './types';

/** What stands around a panel. */
export interface PanelHost {
  /** Tells the plugin. Never throws. */
  act: (block: string, values: unknown) => Promise<Outcome>;
  /** Puts a text in the box that one writes in; null where there is none. */
  insert: ((text: string) => void) | null;
  /** Where forms that aren't sent yet are kept; null for as long as the panel is shown. */
  forms: BegunForms | null;
  /** Asks the person; the danger is that it can't be undone. */
  confirm: (question: string, label: string, danger: boolean) => Promise<boolean>;
}
