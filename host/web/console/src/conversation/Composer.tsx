import type { MutableRef } from 'preact/hooks';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Paperclip, SendHorizontal, Smile } from 'lucide-preact';
import { complete, completionsOf, keywordBefore } from '@shared/blocks/completions';
import type { Completion } from '@shared/blocks/completions';
import type { PanelOf } from '@shared/blocks/types';
import { Icon } from '@shared/ui/Icon';
import { t } from '../i18n/i18n';
import type { ConversationLog } from '../state/log';
import { say } from '../state/notice';
import type { Pending } from '../state/outbox';
import type { About } from '../tools/panels';
import { useOrganisation } from '../views/here';
import { ComposerPanels } from './ComposerPanels';
import { EmojiPicker } from './EmojiPicker';
import { Suggestions } from './Suggestions';
import { TypingTeller } from './typing';
import { UploadList } from './UploadList';
import { Uploads } from './uploads';

const TEXT_LENGTH_MAX = 10_000;
/** The counter shows when so few are left. */
const COUNTER_FROM = 500;
const SUGGESTIONS_MAX = 6;

/** What others may do with the box. */
export interface ComposerHandle {
  /** Puts a text where the caret is. */
  insert: (text: string) => void;
  /** Puts a message that was refused before what is in the box, with its files. */
  putBack: (message: Pick<Pending, 'text' | 'files'>) => void;
}

interface Props {
  log: ConversationLog;
  handle: MutableRef<ComposerHandle | null>;
  /** All panels that may bring completions. */
  panels: readonly PanelOf[];
  /** Those that stand beside the box. */
  beside: readonly PanelOf[];
  about: About;
}

/** The box that one writes in. What is in it stays over a reload. */
export function Composer({ log, handle, panels, beside, about }: Props) {
  const organisation = useOrganisation();
  const [text, setText] = useState(() => organisation.drafts.read(log.id));
  const [caret, setCaret] = useState(0);
  const [isPicking, setPicking] = useState(false);
  const [isOver, setOver] = useState(false);
  const [chosen, setChosen] = useState(0);
  const [isHushed, setHushed] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const fileInput = useRef<HTMLInputElement>(null);
  const nextCaret = useRef<number | null>(null);
  const uploads = useMemo(() => new Uploads(organisation, log.id), [organisation, log.id]);
  const typing = useMemo(() => new TypingTeller(organisation.request, log.id), [organisation, log.id]);
  const completions = useMemo(() => completionsOf(panels), [panels]);
  const keyword = keywordBefore(text, caret);
  const suggestions = keyword === null || isHushed ? [] : completions.filter((each) => each.keyword.startsWith(keyword)).slice(0, SUGGESTIONS_MAX);
  const isUploading = uploads.all.value.some(({ id, problem }) => id === null && problem === null);
  const hasFiles = uploads.all.value.some(({ id }) => id !== null);
  const left = TEXT_LENGTH_MAX - [...text].length;
  const canSend = (text.trim() !== '' || hasFiles) && left >= 0 && !isUploading;

  useEffect(() => () => typing.stop(), [typing]);
  // As high as what is in it; style sheets say where that ends.
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight + 2}px`;
    if (nextCaret.current !== null) {
      element.setSelectionRange(nextCaret.current, nextCaret.current);
      nextCaret.current = null;
    }
  }, [text]);
  // Where there is a keyboard, one writes at once.
  useEffect(() => {
    if (matchMedia('(pointer: fine)').matches) box.current?.focus({ preventScroll: true });
  }, [log]);

  function change(to: string, at: number) {
    setText(to);
    organisation.drafts.write(log.id, to);
    setCaret(at);
    setChosen(0);
    setHushed(false);
    typing.typed(to);
  }

  function put(by: string, from: number, until: number) {
    const to = text.slice(0, from) + by + text.slice(until);
    nextCaret.current = from + by.length;
    change(to, from + by.length);
    box.current?.focus();
  }

  handle.current = {
    insert: (by) => {
      const element = box.current;
      const from = element?.selectionStart ?? text.length;
      const gap = from > 0 && !/\s$/.test(text.slice(0, from)) ? ' ' : '';
      put(gap + by, from, element?.selectionEnd ?? from);
    },
    putBack: ({ text: by, files }) => {
      uploads.putBack(files);
      nextCaret.current = by.length;
      change(by === '' || text === '' ? by + text : `${by}\n${text}`, by.length);
      box.current?.focus();
    },
  };

  function take({ text: by }: Completion) {
    if (keyword === null) return;
    const done = complete(text, caret, keyword, by);
    nextCaret.current = done.caret;
    change(done.text, done.caret);
    box.current?.focus();
  }

  function send() {
    if (!canSend) return;
    // Before the files are taken: they would belong to no message.
    if (organisation.outbox.isFull) {
      say(t('message.too-many'), true);
      return;
    }
    organisation.outbox.send(log.id, text.trim(), uploads.take());
    change('', 0);
    setPicking(false);
    box.current?.focus();
  }

  function pressed(event: KeyboardEvent) {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const suggestion = suggestions[chosen];
    if (suggestion) {
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        setChosen((chosen + (event.key === 'ArrowDown' ? 1 : suggestions.length - 1)) % suggestions.length);
        return;
      }
      if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') {
        event.preventDefault();
        take(suggestion);
        return;
      }
      if (event.key === 'Escape') {
        event.preventDefault();
        setHushed(true);
        return;
      }
    }
    if (event.key === ' ' && keyword) {
      const whole = completions.find((each) => each.keyword === keyword);
      if (whole) {
        event.preventDefault();
        take(whole);
      }
      return;
    }
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  }

  const files = (list: FileList | null | undefined) => {
    if (list && list.length > 0) uploads.add(list);
    return (list?.length ?? 0) > 0;
  };

  return (
    <div
      class={isOver ? 'composer over' : 'composer'}
      onDragOver={(event) => {
        if (!event.dataTransfer?.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        if (files(event.dataTransfer?.files)) event.preventDefault();
      }}
    >
      {suggestions.length > 0 ? <Suggestions items={suggestions} chosen={chosen} onTake={take} /> : null}
      {isPicking ? <EmojiPicker onPick={(emoji) => handle.current?.insert(emoji)} onClose={() => setPicking(false)} /> : null}
      <UploadList uploads={uploads} />
      <div class="composer-box">
        <textarea
          ref={box}
          data-composer
          rows={1}
          value={text}
          placeholder={t('composer.placeholder')}
          aria-label={t('composer.label')}
          aria-autocomplete="list"
          aria-controls={suggestions.length > 0 ? 'suggestions' : undefined}
          aria-activedescendant={suggestions.length > 0 ? `suggestion-${chosen}` : undefined}
          onInput={(event) => change(event.currentTarget.value, event.currentTarget.selectionStart)}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onKeyDown={pressed}
          onPaste={(event) => {
            if (files(event.clipboardData?.files)) event.preventDefault();
          }}
        />
        <div class="composer-buttons">
          <button type="button" class="button quiet icon-only small" aria-label={t('composer.emoji')} aria-expanded={isPicking} onClick={() => setPicking(!isPicking)}>
            <Icon of={Smile} size={18} />
          </button>
          <button type="button" class="button quiet icon-only small" aria-label={t('composer.attach')} onClick={() => fileInput.current?.click()}>
            <Icon of={Paperclip} size={18} />
          </button>
          <input
            ref={fileInput}
            type="file"
            multiple
            hidden
            onChange={(event) => {
              files(event.currentTarget.files);
              event.currentTarget.value = '';
            }}
          />
          <ComposerPanels panels={beside} about={about} insert={(by) => handle.current?.insert(by)} />
          <span class="composer-space" />
          {left <= COUNTER_FROM ? (
            <span class={left < 0 ? 'composer-left trouble' : 'composer-left'} role="status">{t('composer.left', { count: left })}</span>
          ) : null}
          <button type="button" class="button primary small" disabled={!canSend} onClick={send}>
            <Icon of={SendHorizontal} /> {t('composer.send')}
          </button>
        </div>
      </div>
    </div>
  );
}
