/**
 * The files that are pasted; none where a text is meant. Spreadsheets and word processors put a picture of a text beside it,
 * file managers the names of files.
 */
export function pastedFiles(data: DataTransfer | null): File[] {
  const files = [...(data?.files ?? [])];
  const text = data?.getData('text/plain').trim() ?? '';
  const isText = text !== '' && files.every(({ type }) => type.startsWith('image/')) && !areNames(text, files);
  return isText ? [] : files;
}

/** Whether each line of a text is the name, path or address of one of the files. */
function areNames(text: string, files: readonly File[]): boolean {
  return text.split(/\r?\n/).every((line) => files.some(({ name }) => plain(line).split(/[/\\]/).at(-1) === name));
}

function plain(line: string): string {
  try {
    return line.startsWith('file:') ? decodeURIComponent(line) : line;
  } catch {
    return line;
  }
}
