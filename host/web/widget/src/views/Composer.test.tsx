import { signal } from '@preact/signals';
import { fireEvent, render, screen } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { useRef, useState } from 'preact/hooks';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Chat } from '../chat/chat';
import type { Request } from '@shared/client/http';
import { Uploads } from '@shared/chat/uploads';
import type { Upload } from '@shared/chat/uploads';
import { speak } from '../i18n/texts';
import { Composer } from './Composer';
import { WidgetContext } from './context';

beforeEach(() => speak('en'));

/** A composer over a chat that notes what it is asked. */
function shown(items: Upload[] = [], takesFiles = true) {
  const say = vi.fn(() => true);
  const typing = { typed: vi.fn(), stop: vi.fn() };
  const onFiles = vi.fn();
  const uploads = new Uploads(vi.fn() as unknown as Request, { path: '', language: () => 'en' }, () => null);
  uploads.items.value = items;
  const chat = { say, typing, uploads, takesFiles: signal(takesFiles) } as unknown as Chat;
  function Page() {
    const [text, setText] = useState('');
    const box = useRef<HTMLTextAreaElement>(null);
    return <Composer box={box} text={text} onText={setText} onFiles={onFiles} />;
  }
  render(
    <WidgetContext.Provider value={{ chat, isOpen: signal(true), isAlone: false, minimise: () => {} }}>
      <Page />
    </WidgetContext.Provider>,
  );
  return { say, typing, onFiles, uploads, box: screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' }) };
}

const upload = (part: Partial<Upload>): Upload => ({ key: 1, name: 'kuitti.pdf', contentType: '', sizeBytes: 5_000, progress: 0, id: null, trouble: null, ...part });

test('Enter sends and empties the box, Shift and Enter break the line', async () => {
  const { say, box } = shown();
  await userEvent.type(box, 'one{Shift>}{Enter}{/Shift}two{Enter}');
  expect(say).toHaveBeenCalledExactlyOnceWith('one\ntwo');
  expect(box).toHaveValue('');
  expect(box).toHaveFocus();
});

test('the Enter that confirms a composed character sends nothing, in any browser’s order of events', async () => {
  const { say, box } = shown();
  await userEvent.type(box, 'かな');
  // Chromium and Firefox: within the composition. Safari: behind it, with a code of its own.
  fireEvent.keyDown(box, { key: 'Enter', isComposing: true });
  fireEvent.compositionEnd(box);
  fireEvent.keyDown(box, { key: 'Enter', keyCode: 229 });
  expect(say).not.toHaveBeenCalled();
  fireEvent.keyDown(box, { key: 'Enter', keyCode: 13 });
  expect(say).toHaveBeenCalledExactlyOnceWith('かな');
});

test('cells of a spreadsheet are pasted as text, not as the picture that comes with them', async () => {
  const { onFiles, box } = shown();
  const file = new File(['x'], 'image.png', { type: 'image/png' });
  box.focus();
  await userEvent.paste({ files: [file], getData: (type: string) => (type === 'text/plain' || type === 'text' ? 'Muki\t12,50' : '') } as unknown as DataTransfer);
  expect(onFiles).not.toHaveBeenCalled();
  expect(box).toHaveValue('Muki\t12,50');
});

test('a message that can’t be sent yet stays in the box', async () => {
  const { say, box } = shown([upload({ progress: 0.4 })]);
  say.mockReturnValue(false);
  await userEvent.type(box, 'wait{Enter}');
  expect(box).toHaveValue('wait');
  expect(screen.getByText('40%')).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Send' })).toHaveAttribute('aria-disabled', 'true');
});

test('the other party hears of typing, and of its end', async () => {
  const { typing, box } = shown();
  await userEvent.type(box, 'h');
  expect(typing.typed).toHaveBeenLastCalledWith('h');
  await userEvent.clear(box);
  expect(typing.typed).toHaveBeenLastCalledWith('');
});

test('a file that can’t be sent says why', () => {
  const troubles = [
    ['Too large: at most 20 MB.', { why: 'too-large', maxBytes: 20_000_000 }],
    ['Files can’t be sent in this queue.', { why: 'not-allowed' }],
    ['The file is empty.', { why: 'empty' }],
    ['Not sent.', { why: 'failed', failure: null }],
  ] as const;
  shown(troubles.map(([, trouble], key) => upload({ key, trouble })));
  for (const [words] of troubles) expect(screen.getByText(words)).toBeInTheDocument();
  expect(screen.getAllByRole('button', { name: 'Try again: kuitti.pdf' })).toHaveLength(1);
});

test('files are pasted where the queue takes them', async () => {
  const { onFiles, box } = shown();
  const file = new File(['x'], 'a.png', { type: 'image/png' });
  box.focus();
  await userEvent.paste({ files: [file], getData: () => '' } as unknown as DataTransfer);
  expect(onFiles).toHaveBeenCalledWith([file]);
});

test('where the queue takes none there is no way to attach', () => {
  shown([], false);
  expect(screen.queryByRole('button', { name: 'Attach a file' })).toBeNull();
});
