import { signal } from '@preact/signals';
import { render, screen } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { useState } from 'preact/hooks';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Chat } from '../chat/chat';
import type { Upload } from '../chat/uploads';
import { speak } from '../i18n/texts';
import { Composer } from './Composer';
import { WidgetContext } from './context';

beforeEach(() => speak('en'));

/** A composer over a chat that notes what it is asked. */
function shown(items: Upload[] = [], takesFiles = true) {
  const say = vi.fn(() => true);
  const typing = vi.fn();
  const onFiles = vi.fn();
  const uploads = { items: signal(items), retry: vi.fn(), remove: vi.fn() };
  const chat = { say, typing, uploads, takesFiles: signal(takesFiles) } as unknown as Chat;
  function Page() {
    const [text, setText] = useState('');
    return <Composer text={text} onText={setText} onFiles={onFiles} />;
  }
  render(
    <WidgetContext.Provider value={{ chat, isOpen: signal(true), isAlone: false, minimise: () => {} }}>
      <Page />
    </WidgetContext.Provider>,
  );
  return { say, typing, onFiles, uploads, box: screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' }) };
}

const upload = (part: Partial<Upload>): Upload => ({ key: 1, name: 'kuitti.pdf', sizeBytes: 5_000, progress: 0, id: null, trouble: null, ...part });

test('Enter sends and empties the box, Shift and Enter break the line', async () => {
  const { say, box } = shown();
  await userEvent.type(box, 'one{Shift>}{Enter}{/Shift}two{Enter}');
  expect(say).toHaveBeenCalledExactlyOnceWith('one\ntwo');
  expect(box).toHaveValue('');
  expect(box).toHaveFocus();
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
  expect(typing).toHaveBeenLastCalledWith(true);
  await userEvent.clear(box);
  expect(typing).toHaveBeenLastCalledWith(false);
});

test('a file that can’t be sent says why', () => {
  const troubles = [
    ['Too large: at most 20 MB.', { why: 'too-large', maxBytes: 20_000_000 }],
    ['Files can’t be sent in this queue.', { why: 'not-allowed' }],
    ['The file is empty.', { why: 'empty' }],
    ['Not sent.', { why: 'failed' }],
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
