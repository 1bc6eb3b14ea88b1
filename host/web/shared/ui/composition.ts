/**
 * Whether a key goes to an input method that is composing a character. Enter then confirms the character and must not send anything.
 * Safari fires `compositionend` before the `keydown` that caused it, so that `isComposing` is false and only the code 229 tells.
 */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

/** Stops the Enter that confirms a character from submitting a form, on the whole page. Returns a function that ends this. */
export function guardComposition(page: Document): () => void {
  const pressed = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && isComposing(event) && event.target instanceof HTMLInputElement) event.preventDefault();
  };
  page.addEventListener('keydown', pressed, true);
  return () => page.removeEventListener('keydown', pressed, true);
}
