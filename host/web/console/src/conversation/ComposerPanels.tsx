import { useEffect, useRef, useState } from 'preact/hooks';
import { Puzzle } from 'lucide-preact';
import { isVisible } from '@shared/blocks/completions';
import { PanelBody } from '@shared/blocks/PanelBody';
import type { PanelOf } from '@shared/blocks/types';
import { isComposing } from '@shared/ui/composition';
import { Icon } from '@shared/ui/Icon';
import type { About } from '../tools/panels';
import { hostOf } from '../tools/panels';
import { useOrganisation } from '../views/here';

interface Props {
  panels: readonly PanelOf[];
  about: About;
  insert: (text: string) => void;
}

/** A button for each plugin with a panel beside the composer. */
export function ComposerPanels({ panels, about, insert }: Props) {
  const organisation = useOrganisation();
  const [open, setOpen] = useState<string | null>(null);
  const place = useRef<HTMLDivElement>(null);
  const seen = panels.filter(({ view }) => view === null || view.blocks.some(isVisible));
  const now = seen.find(({ plugin }) => plugin === open);
  useEffect(() => {
    if (open === null) return;
    const outside = (event: Event) => {
      if (event.target instanceof Element && !place.current?.contains(event.target) && !event.target.closest('dialog')) setOpen(null);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);
  return (
    <div
      ref={place}
      class="composer-panels"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !isComposing(event) && open !== null) {
          event.stopPropagation();
          setOpen(null);
        }
      }}
    >
      {seen.map((panel) => (
        <button
          key={panel.plugin}
          type="button"
          class="button quiet small"
          aria-expanded={open === panel.plugin}
          onClick={() => setOpen(open === panel.plugin ? null : panel.plugin)}
        >
          <Icon of={Puzzle} /> {panel.title}
        </button>
      ))}
      {now ? (
        <section class="composer-pop" aria-label={now.title}>
          <PanelBody panel={now} host={hostOf(organisation, now, { about, insert })} />
        </section>
      ) : null}
    </div>
  );
}
