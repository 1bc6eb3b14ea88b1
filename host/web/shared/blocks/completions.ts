import type { PanelOf } from './types';

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

/** A word that may become a completion: a slash at the start or after a blank, and what follows up to the caret. */
const WORD = /(^|\s)\/([a-z0-9]{0,30})$/;

/** The keyword that is being written before the caret; null when none is. */
export function keywordBefore(text: string, caret: number): string | null {
  return WORD.exec(text.slice(0, caret))?.[2] ?? null;
}

/** Puts the text of a keyword in the place of `/keyword` before the caret. */
export function complete(text: string, caret: number, keyword: string, by: string): { text: string; caret: number } {
  const start = caret - keyword.length - 1;
  return { text: text.slice(0, start) + by + text.slice(caret), caret: start + by.length };
}
