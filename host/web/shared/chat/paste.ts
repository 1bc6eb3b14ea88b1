/**
 * The files of a paste; none when it is a text. Spreadsheets and word processors put a picture of the text on the clipboard beside
 * the text, and file managers put the names of files beside the files.
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
