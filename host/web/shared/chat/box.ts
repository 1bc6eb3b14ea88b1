// Changes of the box that one writes in, as if typed there: so that Ctrl+Z takes them back.

/** Puts a text in the place of a part of what is in a box. The box then has the focus, and the caret stands behind the text. */
export function replaceIn(box: HTMLTextAreaElement, from: number, until: number, by: string): void {
  box.focus({ preventScroll: true });
  box.setSelectionRange(from, until);
  // Setting `value` would make the browser forget what could be taken back. The command is old, and nothing has come in its place.
  if (document.execCommand?.(by === '' ? 'delete' : 'insertText', false, by)) return;
  box.setRangeText(by, from, until, 'end');
  box.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertReplacementText' }));
}

/** Puts a text in a box where the caret is, apart from the word before it. What is selected stays. */
export function insertIn(box: HTMLTextAreaElement, text: string): void {
  const at = box.selectionEnd;
  const gap = at > 0 && !/\s/.test(box.value[at - 1] ?? '') ? ' ' : '';
  replaceIn(box, at, at, gap + text);
}
