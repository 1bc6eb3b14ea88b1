import { unhandled } from '../never';
import type { AnyBlock, PanelOf } from './types';

/** A keyword and the text that it stands for. */
export interface Completion {
  keyword: string;
  text: string;
}

/** More than this aren't offered. */
const COMPLETIONS_MAX = 1000;

/** The completions of all panels; the first panel with a keyword has it. */
export function completionsOf(panels: readonly PanelOf[]): Completion[] {
  const found = new Map<string, Completion>();
  for (const { view } of panels) {
    for (const block of view?.blocks ?? []) {
      if (block.__typename !== 'CompletionsBlock') continue;
      for (const item of block.items) {
        if (!found.has(item.keyword) && found.size < COMPLETIONS_MAX) found.set(item.keyword, item);
      }
    }
  }
  return [...found.values()].sort((one, other) => (one.keyword < other.keyword ? -1 : 1));
}

/** Whether there is something to see in a block: completions are for the box that one writes in. */
export function isVisible(block: AnyBlock): boolean {
  switch (block.__typename) {
    case 'CompletionsBlock':
      return false;
    case 'HeadingBlock':
    case 'ProgressBlock':
    case 'TextBlock':
    case 'FieldsBlock':
    case 'FormBlock':
    case 'TextInputBlock':
    case 'LongTextBlock':
    case 'SelectBlock':
    case 'MultiSelectBlock':
    case 'RadioBlock':
    case 'CheckboxBlock':
    case 'ScaleBlock':
    case 'FacesBlock':
    case 'NumberBlock':
    case 'DateBlock':
    case 'TagPickerBlock':
    case 'ListBlock':
    case 'ButtonBlock':
    case 'CalloutBlock':
    case 'CopyToComposerBlock':
    case 'LinkBlock':
    case 'ImageBlock':
    case 'VideoCallBlock':
      return true;
    default:
      return unhandled(block, false);
  }
}

/** A word that may become a completion: a slash at the start or after a blank, and what follows up to the caret. */
const WORD = /(^|\s)\/([a-z0-9]{0,30})$/;

/** The keyword that is being written before the caret; null when none is. */
export function keywordBefore(text: string, caret: number): string | null {
  return WORD.exec(text.slice(0, caret))?.[2] ?? null;
}

/**
 * The keyword that was ended by a blank just before the caret; null when there is none, or when the change wasn't typed. What
 * is taken back or pasted is left as it is.
 */
export function keywordTyped(text: string, caret: number, how: string): string | null {
  const isTyped = (how === '' || how.startsWith('insert')) && how !== 'insertFromPaste' && how !== 'insertFromDrop';
  return isTyped && text[caret - 1] === ' ' ? keywordBefore(text, caret - 1) || null : null;
}
