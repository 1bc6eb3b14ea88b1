import type { MutableRef } from 'preact/hooks';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Paperclip, SendHorizontal, Smile } from 'lucide-preact';
import { completionsOf, keywordBefore, keywordTyped } from '@shared/blocks/completions';
import type { Completion } from '@shared/blocks/completions';
import type { PanelOf } from '@shared/blocks/types';
import { insertIn, replaceIn } from '@shared/chat/box';
import type { Unsent } from '@shared/chat/outbox';
import { pastedFiles } from '@shared/chat/paste';
import { TypingTeller } from '@shared/chat/typing';
import { FILES_MAX } from '@shared/chat/uploads';
import { isComposing } from '@shared/ui/composition';
import { Icon } from '@shared/ui/Icon';
import { t } from '../i18n/i18n';
import type { ConversationLog } from '../state/log';
import { say } from '../state/notice';
import type { About } from '../tools/panels';
import { useOrganisation } from '../views/here';
import { ComposerPanels } from './ComposerPanels';
import { EmojiPicker } from './EmojiPicker';
import { Suggestions } from './Suggestions';
import { UploadList } from './UploadList';

const TEXT_LENGTH_MAX = 10_000;
/** The counter is shown when at most this many characters are left. */
const COUNTER_FROM = 500;
const SUGGESTIONS_MAX = 6;

/** What other components may do with the composer. */
export interface ComposerHandle {
  /** Inserts a text at the caret. */
  insert: (text: string) => void;
  /** Puts a refused message before the composer's text, with its files. */
  putBack: (message: Pick<Unsent, 'text' | 'files'>) => void;
}

interface Props {
  log: ConversationLog;
  handle: MutableRef<ComposerHandle | null>;
  /** All panels that may offer completions. */
  panels: readonly PanelOf[];
  /** The panels beside the composer. */
  beside: readonly PanelOf[];
  about: About;
}

/** The composer. Its content survives a reload. */
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
  const isOurs = useRef(false);
  const { uploads } = organisation.unsent.of(log.id);
  const typing = useMemo(() => new TypingTeller(organisation.request, () => log.id), [organisation, log.id]);
  const completions = useMemo(() => completionsOf(panels), [panels]);
  const keyword = keywordBefore(text, caret);
  const suggestions = keyword === null || isHushed ? [] : completions.filter((each) => each.keyword.startsWith(keyword)).slice(0, SUGGESTIONS_MAX);
  const left = TEXT_LENGTH_MAX - [...text].length;
  const canSend = (text.trim() !== '' || uploads.hasReady) && left >= 0 && !uploads.isSending;

  useEffect(() => () => typing.stop(), [typing]);
  // As high as its content; the style sheet sets the limit.
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight + 2}px`;
  }, [text]);
  // On devices with a keyboard the composer gets the focus at once.
  useEffect(() => {
    if (matchMedia('(pointer: fine)').matches) box.current?.focus({ preventScroll: true });
  }, [log]);

  function change(to: string, at: number) {
    setText(to);
    organisation.drafts.write(log.id, to);
    setCaret(at);
    setChosen(0);
    setHushed(false);
    // Somebody who looks for a canned reply isn't writing to the customer yet.
    typing.typed(to.startsWith('/') ? '' : to);
  }

  /** Changes the text in the box; the browser counts it as typed, and `typed` ignores it. */
  function edit(by: (element: HTMLTextAreaElement) => void) {
    if (!box.current) return;
    isOurs.current = true;
    by(box.current);
    isOurs.current = false;
  }

  handle.current = {
    insert: (by) => {
      if (box.current) return edit((element) => insertIn(element, by));
      // The agent went to another conversation before the plugin answered; its text still belongs to this one.
      const draft = organisation.drafts.read(log.id);
      organisation.drafts.write(log.id, draft === '' ? by : `${draft} ${by}`);
    },
    putBack: ({ text: by, files }) => {
      tellSurplus(uploads.putBack(files));
      if (by !== '') edit((element) => replaceIn(element, 0, 0, text === '' ? by : `${by}\n`));
      box.current?.focus();
    },
  };

  function take({ text: by }: Completion) {
    if (keyword !== null) edit((element) => replaceIn(element, caret - keyword.length - 1, caret, by));
  }

  /** Replaces a keyword by its text once a space is typed after it. It watches input and not keys, because Android reports no keys. */
  function typed(element: HTMLTextAreaElement, how: string) {
    if (isOurs.current) return;
    const { value, selectionStart: at } = element;
    const keyword = keywordTyped(value, at, how);
    const whole = completions.find((each) => each.keyword === keyword);
    if (whole) edit(() => replaceIn(element, at - whole.keyword.length - 2, at, whole.text));
  }

  function send() {
    if (!canSend) return;
    // Before the files are taken, because otherwise they would belong to no message.
    if (organisation.outbox.isFull) {
      say(t('message.too-many'), true);
      return;
    }
    organisation.outbox.add(log.id, text.trim(), uploads.take() ?? []);
    typing.sent();
    change('', 0);
    setPicking(false);
    box.current?.focus();
  }

  function pressed(event: KeyboardEvent) {
    if (isComposing(event) || event.altKey || event.ctrlKey || event.metaKey) return;
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
    if (event.key === 'Escape') {
      // Shortcuts work outside of fields.
      event.preventDefault();
      document.getElementById('main')?.focus({ preventScroll: true });
      return;
    }
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  }

  function tellSurplus(surplus: number) {
    if (surplus > 0) say(t('files.too-many', { max: FILES_MAX }), true);
  }

  /** Adds files to the message; false when there are none. */
  function add(files: readonly File[]): boolean {
    tellSurplus(uploads.add(files));
    return files.length > 0;
  }

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
        if (add([...(event.dataTransfer?.files ?? [])])) event.preventDefault();
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
          onInput={(event) => {
            const element = event.currentTarget;
            change(element.value, element.selectionStart);
            // While a character is being composed, the text changes when the composition ends.
            if (!event.isComposing) typed(element, event.inputType ?? '');
          }}
          onCompositionEnd={(event) => typed(event.currentTarget, 'insertCompositionText')}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onKeyDown={pressed}
          onPaste={(event) => {
            if (add(pastedFiles(event.clipboardData))) event.preventDefault();
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
              add([...(event.currentTarget.files ?? [])]);
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
