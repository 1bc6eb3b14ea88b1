import { afterEach, expect, test, vi } from 'vitest';
import { copyText } from './copy';

afterEach(() => {
  document.body.replaceChildren();
  Reflect.deleteProperty(document, 'execCommand');
  Reflect.deleteProperty(navigator, 'clipboard');
});

/** A browser without `navigator.clipboard`, as on plain http; gives what its older command copies. */
function plain(isAllowed = true) {
  const copied: string[] = [];
  document.execCommand = vi.fn((command: string) => {
    const field = document.activeElement as HTMLTextAreaElement;
    if (command === 'copy' && isAllowed) copied.push(field.value.slice(field.selectionStart, field.selectionEnd));
    return isAllowed;
  });
  return copied;
}

test('a text is copied by the clipboard where there is one', async () => {
  const writeText = vi.fn(async () => {});
  Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });
  await copyText('Hei');
  expect(writeText).toHaveBeenCalledExactlyOnceWith('Hei');
});

test('on plain http a text is copied too, also in a dialog, and the focus comes back', async () => {
  const copied = plain();
  document.body.innerHTML = '<dialog open><button>Copy</button></dialog>';
  document.querySelector('button')!.focus();
  await copyText('https://a.example/#token');
  expect(copied).toEqual(['https://a.example/#token']);
  expect(document.querySelector('button')).toHaveFocus();
  expect(document.querySelector('textarea')).toBeNull();
});

test('a browser that doesn’t copy is said to', async () => {
  plain(false);
  await expect(copyText('Hei')).rejects.toThrow('does not copy');
  expect(document.querySelector('textarea')).toBeNull();
});
