/**
 * Whether a key belongs to a character that an input method is composing: Enter then confirms the character and sends nothing.
 * Safari ends the composition before it tells of the key that ended it, so there only the code 229 says so.
 */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

/** Keeps the Enter that confirms a character from sending the form of its field, on the whole page. Gives how to stop. */
export function guardComposition(page: Document): () => void {
  const pressed = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && isComposing(event) && event.target instanceof HTMLInputElement) event.preventDefault();
  };
  page.addEventListener('keydown', pressed, true);
  return () => page.removeEventListener('keydown', pressed, true);
}
