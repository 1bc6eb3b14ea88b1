// Changes of a text box by the page, made in such a way that Ctrl+Z takes them back.

/** Replaces a part of a box's text. The box gets the focus, with the caret behind the new text. */
export function replaceIn(box: HTMLTextAreaElement, from: number, until: number, by: string): void {
  box.focus({ preventScroll: true });
  box.setSelectionRange(from, until);
  // Setting `value` would clear the undo history. `execCommand` is deprecated, but nothing has replaced it for this.
  if (document.execCommand?.(by === '' ? 'delete' : 'insertText', false, by)) return;
  box.setRangeText(by, from, until, 'end');
  box.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertReplacementText' }));
}

/** Inserts a text at the caret, with a space after the word before it. A selection is kept. */
export function insertIn(box: HTMLTextAreaElement, text: string): void {
  const at = box.selectionEnd;
  const gap = at > 0 && !/\s/.test(box.value[at - 1] ?? '') ? ' ' : '';
  replaceIn(box, at, at, gap + text);
}
