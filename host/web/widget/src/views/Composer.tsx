import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { Paperclip, RotateCw, SendHorizontal, X } from 'lucide-preact';
import { fileSize, number } from '@shared/i18n/format';
import { pastedFiles } from '@shared/chat/paste';
import type { Upload } from '@shared/chat/uploads';
import { isComposing } from '@shared/ui/composition';
import { Icon } from '@shared/ui/Icon';
import { tw } from '../i18n/texts';
import { useWidget } from './context';

const TEXT_LENGTH_MAX = 10_000;

interface Props {
  /** The element to write in. */
  box: RefObject<HTMLTextAreaElement>;
  text: string;
  onText: (text: string) => void;
  onFiles: (files: Iterable<File>) => void;
}

/** The composer. */
export function Composer({ box, text, onText, onFiles }: Props) {
  const { chat } = useWidget();
  const picker = useRef<HTMLInputElement>(null);
  const uploads = chat.uploads.items.value;
  const { isSending, hasReady } = chat.uploads;
  const hasSomething = text.trim() !== '' || hasReady;
  const takesFiles = chat.takesFiles.value;

  // As high as its text, up to the style's limit.
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight + element.offsetHeight - element.clientHeight}px`;
  }, [text]);
  useEffect(() => () => chat.typing.stop(), [chat]);

  function send() {
    if (!chat.say(text)) return;
    onText('');
    box.current?.focus();
  }

  function change(now: string) {
    onText(now);
    chat.typing.typed(now);
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {uploads.length === 0 ? null : (
        <ul class="uploads" aria-label={tw('composer.files')}>
          {uploads.map((upload) => (
            <UploadView key={upload.key} upload={upload} />
          ))}
        </ul>
      )}
      <div class="composer-row">
        {takesFiles ? (
          <>
            <input
              ref={picker}
              type="file"
              multiple
              hidden
              tabIndex={-1}
              onChange={({ currentTarget }) => {
                onFiles([...(currentTarget.files ?? [])]);
                currentTarget.value = '';
                box.current?.focus();
              }}
            />
            <button type="button" class="button quiet icon-only" aria-label={tw('composer.attach')} title={tw('composer.attach')} onClick={() => picker.current?.click()}>
              <Icon of={Paperclip} size={20} />
            </button>
          </>
        ) : null}
        <textarea
          ref={box}
          class="composer-text"
          rows={1}
          maxLength={TEXT_LENGTH_MAX}
          aria-label={tw('composer.label')}
          placeholder={tw('composer.hint')}
          enterkeyhint="send"
          value={text}
          onInput={(event) => change(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return;
            event.preventDefault();
            send();
          }}
          onPaste={(event) => {
            const files = pastedFiles(event.clipboardData);
            if (!takesFiles || files.length === 0) return;
            event.preventDefault();
            onFiles(files);
          }}
        />
        <button type="submit" class="button primary icon-only send" aria-label={tw('composer.send')} title={tw('composer.send')} aria-disabled={!hasSomething || isSending}>
          <Icon of={SendHorizontal} size={20} />
        </button>
      </div>
    </form>
  );
}

function UploadView({ upload }: { upload: Upload }) {
  const { chat } = useWidget();
  const { key, name, sizeBytes, progress, id, trouble } = upload;
  const remove = tw('composer.remove', { name });
  const retry = tw('composer.retry', { name });
  return (
    <li class={trouble ? 'upload trouble' : 'upload'}>
      <span class="upload-words">
        <span class="file-name">{name}</span>
        <span class="upload-note">{trouble ? troubleText(trouble) : id === null ? tw('upload.progress', { percent: number(Math.floor(progress * 100)) }) : fileSize(sizeBytes)}</span>
        {id === null && !trouble ? <progress max={1} value={progress} aria-label={name} /> : null}
      </span>
      {trouble?.why === 'failed' ? (
        <button type="button" class="button quiet small icon-only" aria-label={retry} title={retry} onClick={() => chat.uploads.retry(key)}>
          <Icon of={RotateCw} />
        </button>
      ) : null}
      <button
        type="button"
        class="button quiet small icon-only"
        aria-label={remove}
        title={remove}
        onClick={() => {
          chat.uploads.remove(key);
          document.querySelector<HTMLElement>('.composer-text')?.focus();
        }}
      >
        <Icon of={X} />
      </button>
    </li>
  );
}

function troubleText(trouble: NonNullable<Upload['trouble']>): string {
  return trouble.why === 'too-large' ? tw('upload.too-large', { size: fileSize(trouble.maxBytes) }) : tw(`upload.${trouble.why}`);
}
