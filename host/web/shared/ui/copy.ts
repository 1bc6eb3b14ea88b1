/**
 * Copies a text to the clipboard. On plain http, other than localhost, browsers have no `navigator.clipboard`: there the text is
 * selected in a hidden field and copied by the older `execCommand`.
 *
 * Throws an `Error` when the browser refuses.
 */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const focused = document.activeElement;
  const field = document.createElement('textarea');
  field.className = 'visually-hidden';
  field.readOnly = true;
  field.value = text;
  // While a dialog is open, nothing outside of it can have the focus.
  (document.querySelector('dialog[open]') ?? document.body).append(field);
  field.focus();
  field.select();
  const isCopied = document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  if (!isCopied) throw new Error('The browser does not copy.');
}
