import type { Completion } from '@shared/blocks/completions';
import { t } from '../i18n/i18n';

/** Completions for the keyword being typed. The composer keeps the focus. */
export function Suggestions({ items, chosen, onTake }: { items: readonly Completion[]; chosen: number; onTake: (item: Completion) => void }) {
  return (
    <ul id="suggestions" class="suggestions" role="listbox" aria-label={t('composer.suggestions')}>
      {items.map((item, index) => (
        <li
          key={item.keyword}
          id={`suggestion-${index}`}
          role="option"
          aria-selected={index === chosen}
          onPointerDown={(event) => {
            event.preventDefault();
            onTake(item);
          }}
        >
          <kbd>/{item.keyword}</kbd>
          <span>{item.text}</span>
        </li>
      ))}
    </ul>
  );
}
