import { useState } from 'preact/hooks';
import { ChevronRight, X } from 'lucide-preact';
import { isVisible } from '@shared/blocks/completions';
import { PanelBody } from '@shared/blocks/PanelBody';
import type { PanelOf } from '@shared/blocks/types';
import { t as shared } from '@shared/i18n/i18n';
import { Icon } from '@shared/ui/Icon';
import { t } from '../i18n/i18n';
import { keep, kept } from '../state/storage';
import type { Loaded } from '../state/waiting';
import { Trouble } from '../ui/Trouble';
import { useOrganisation } from '../views/here';
import type { HostAbout } from './panels';
import { hostOf } from './panels';
import { areToolsShown, showTools } from './shown';

/** The tools beside a conversation: a panel for each plugin, which can be collapsed one by one or all together. */
export function Tools({ panels, ...host }: { panels: Loaded<PanelOf[] | null> } & HostAbout) {
  if (!areToolsShown.value) return null;
  const shown = panels.value?.filter(isSomethingToSee) ?? [];
  return (
    <aside class="tools" aria-label={t('tools')} aria-busy={panels.isLoading}>
      <header class="tools-head">
        <h2>{t('tools')}</h2>
        <button type="button" class="button quiet icon-only small" aria-label={shared('dialog.close')} onClick={() => showTools(false)}>
          <Icon of={X} />
        </button>
      </header>
      {panels.failure && !panels.value ? <Trouble text={t('tools.failed')} onRetry={panels.reload} /> : null}
      {panels.value && shown.length === 0 ? <p class="tools-none">{t('tools.none')}</p> : null}
      {shown.map((panel) => (
        <ToolPanel key={panel.plugin} panel={panel} {...host} />
      ))}
    </aside>
  );
}

/** A panel that has only completions is for the composer. */
function isSomethingToSee({ view }: PanelOf): boolean {
  return view === null || view.blocks.length === 0 || view.blocks.some(isVisible);
}

function ToolPanel({ panel, ...host }: { panel: PanelOf } & HostAbout) {
  const organisation = useOrganisation();
  const key = `tool-folded:${panel.plugin}`;
  const [isFolded, setFolded] = useState(kept<boolean>(key) === true);
  const id = `tool-${panel.plugin}`;
  return (
    <section class="tool" aria-labelledby={id}>
      <h3 class="tool-head">
        <button
          type="button"
          id={id}
          aria-expanded={!isFolded}
          onClick={() => {
            keep(key, isFolded ? null : true);
            setFolded(!isFolded);
          }}
        >
          <span class="turning"><Icon of={ChevronRight} size={14} /></span>
          {panel.view?.title ?? panel.title}
        </button>
      </h3>
      {isFolded ? null : (
        <div class="tool-body">
          <PanelBody panel={panel} host={hostOf(organisation, panel, host)} showTitle={false} headingLevel={4} />
        </div>
      )}
    </section>
  );
}
