import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { language } from '@shared/i18n/i18n';
import { isComposing } from '@shared/ui/composition';
import { t } from '../i18n/i18n';
import { keep, kept } from '../state/storage';

/** An emoji, its group, and the words that find it. */
type Emoji = readonly [emoji: string, group: number, name: string, words: string];

const LISTS = {
  fi: () => import('virtual:emoji/fi'),
  en: () => import('virtual:emoji/en'),
  sv: () => import('virtual:emoji/sv'),
};
const RECENT = 'recent-emoji';
const RECENT_MAX = 16;
const FOUND_MAX = 80;

/** A picker of emoji by group or by search. */
export function EmojiPicker({ onPick, onClose }: { onPick: (emoji: string) => void; onClose: () => void }) {
  const [all, setAll] = useState<readonly Emoji[]>([]);
  const [words, setWords] = useState('');
  const [recent] = useState(() => kept<string[]>(RECENT) ?? ['👍', '😊', '🙏', '👋', '🎉', '❤️', '😅', '✅']);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => void LISTS[language.value]().then((list) => setAll(list.default)), []);
  useEffect(() => {
    place.current?.querySelector('input')?.focus();
    const outside = (event: Event) => {
      if (event.target instanceof Element && !place.current?.contains(event.target) && !event.target.closest('.composer-buttons')) onClose();
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, []);
  const wanted = words.trim().toLocaleLowerCase();
  const found = useMemo(() => all.filter(([, , , text]) => text.includes(wanted)).slice(0, FOUND_MAX), [all, wanted]);
  const groups = useMemo(() => {
    const byGroup = new Map<number, Emoji[]>();
    for (const emoji of all) byGroup.set(emoji[1], [...(byGroup.get(emoji[1]) ?? []), emoji]);
    return [...byGroup].sort(([one], [other]) => one - other);
  }, [all]);
  const pick = (emoji: string) => {
    keep(RECENT, [emoji, ...recent.filter((each) => each !== emoji)].slice(0, RECENT_MAX));
    onPick(emoji);
  };
  const nameOf = (emoji: string) => all.find(([each]) => each === emoji)?.[2] ?? emoji;
  const grid = (list: readonly (readonly [string, string])[]) => (
    <div class="emoji-grid">
      {list.map(([emoji, name]) => (
        <button key={emoji} type="button" aria-label={name} title={name} onClick={() => pick(emoji)}>{emoji}</button>
      ))}
    </div>
  );
  return (
    <div
      ref={place}
      class="emoji-picker"
      role="dialog"
      aria-label={t('composer.emoji')}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !isComposing(event)) {
          event.stopPropagation();
          onClose();
          document.querySelector<HTMLElement>('[data-composer]')?.focus();
        }
      }}
    >
      <input class="input" type="search" value={words} placeholder={t('emoji.search')} aria-label={t('emoji.search')} onInput={(event) => setWords(event.currentTarget.value)} />
      <div class="emoji-lists" tabIndex={0}>
        {wanted !== '' ? (
          found.length === 0 && all.length > 0 ? <p class="muted">{t('emoji.none')}</p> : grid(found.map(([emoji, , name]) => [emoji, name]))
        ) : (
          <>
            {grid(recent.map((emoji) => [emoji, nameOf(emoji)]))}
            {groups.map(([group, list]) => (
              <section key={group}>
                <h3>{t(`emoji-group.${group as 0 | 1 | 3 | 4 | 5 | 6 | 7 | 8 | 9}`)}</h3>
                {grid(list.map(([emoji, , name]) => [emoji, name]))}
              </section>
            ))}
          </>
        )}
      </div>
    </div>
  );
}
