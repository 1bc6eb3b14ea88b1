import type { CalloutTone, FormPartFragment, ViewFragment, FormFragment, Slot } from '../generated/organisation';

/** What a plugin shows now. */
export type View = ViewFragment;
/** Any block. */
export type AnyBlock = ViewFragment['blocks'][number];
/** A block of a list's row: all but another list. */
export type RowBlock = Of<'ListBlock'>['rows'][number]['blocks'][number];
/** What a form may hold. */
export type FormPart = FormPartFragment;
export type FormBlock = FormFragment;
export type { CalloutTone, Slot };

/** A block of one type. */
export type Of<Name extends AnyBlock['__typename']> = Extract<AnyBlock, { __typename: Name }>;

/** What a form sends, by the ids of its inputs. */
export type Values = Record<string, string | number | boolean | string[]>;

/** A panel that has something to show, or whose plugin failed. */
export interface PanelOf {
  plugin: string;
  slot: Slot;
  title: string;
  /** Null when the plugin failed. */
  view: View | null;
}

/** What came of pressing a button or sending a form. */
export type Outcome =
  /** Done: what the panel shows now (null leaves it), and a line that says so. */
  | { kind: 'done'; view: View | null; toast: string | null; composerText: string | null }
  /** Values to put right, by the ids of the inputs. */
  | { kind: 'invalid'; errors: Record<string, string> }
  /** Not done; the line says why. */
  | { kind: 'refused'; message: string };
