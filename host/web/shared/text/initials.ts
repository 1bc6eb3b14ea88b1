/** One or two letters that stand for a name; a question mark for none. */
export function initials(name: string | null): string {
  const words = (name ?? '').trim().split(/\s+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words[words.length - 1] : undefined];
  const found = letters.map((word) => (word ? ([...word][0] ?? '') : '')).join('');
  return found === '' ? '?' : found.toLocaleUpperCase();
}
