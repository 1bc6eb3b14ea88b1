import { Check } from 'lucide-preact';
import { FieldGroup } from '../ui/Field';
import { Icon } from '../ui/Icon';
import { usePanel } from './context';
import { paint } from './paint';
import type { Of } from './types';

/** Tags to put on and take off, each with a press. */
export function TagPicker({ block }: { block: Of<'TagPickerBlock'> }) {
  const { act, busy } = usePanel();
  return (
    <FieldGroup label={block.label} help={block.help}>
      <ul class={block.tags.some(({ depth }) => depth > 0) ? 'tags tree' : 'tags'}>
        {block.tags.map((tag) => (
          <li key={tag.id} class={tag.depth === 0 ? 'top' : undefined} ref={paint('--depth', String(Math.min(tag.depth, 5)))}>
            <button
              type="button"
              class="tag"
              aria-pressed={tag.chosen}
              aria-disabled={busy !== null}
              ref={paint('--tag', tag.colour)}
              onClick={() => void act(block.id, { tagId: tag.id, chosen: !tag.chosen })}
            >
              <span class="tag-dot" />
              {tag.label}
              {tag.chosen ? <Icon of={Check} size={14} /> : null}
            </button>
          </li>
        ))}
      </ul>
    </FieldGroup>
  );
}
