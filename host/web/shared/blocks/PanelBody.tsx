import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { Blocks } from './Blocks';
import { PanelContext, type HeadingLevel } from './context';
import type { PanelHost } from './panelHost';
import type { PanelOf, Values } from './types';

interface Props {
  panel: PanelOf;
  host: PanelHost;
  /** The title that the view gives stands above the blocks; leave it out where the place has one already. */
  showTitle?: boolean;
  /** The level of the panel's headings: one below the heading that it stands under. */
  headingLevel?: HeadingLevel;
  /** The panel shows something else now. */
  onView?: (view: NonNullable<PanelOf['view']>) => void;
}

/** What is in a panel: its blocks, and what came of pressing one. */
export function PanelBody({ panel, host, showTitle = true, headingLevel = 3, onView }: Props) {
  const [view, setView] = useState(panel.view);
  const [busy, setBusy] = useState<string | null>(null);
  const [notice, setNotice] = useState<{ text: string; isTrouble: boolean } | null>(null);
  const [errors, setErrors] = useState<{ block: string; of: Record<string, string> } | null>(null);
  useEffect(() => setView(panel.view), [panel.view]);

  async function act(block: string, values: Values | unknown) {
    if (busy !== null) return false;
    setBusy(block);
    setNotice(null);
    setErrors(null);
    const outcome = await host.act(block, values);
    setBusy(null);
    if (outcome.kind === 'invalid') {
      setErrors({ block, of: outcome.errors });
      setNotice({ text: t('panel.check-values'), isTrouble: true });
      return false;
    }
    if (outcome.kind === 'refused') {
      setNotice({ text: outcome.message, isTrouble: true });
      return false;
    }
    if (outcome.view) {
      setView(outcome.view);
      onView?.(outcome.view);
    }
    if (outcome.toast) setNotice({ text: outcome.toast, isTrouble: false });
    if (outcome.composerText !== null) host.insert?.(outcome.composerText);
    return true;
  }

  if (!view) return <p class="panel-nothing">{t('panel.failed')}</p>;
  return (
    <PanelContext.Provider value={{ name: `${panel.slot} ${panel.plugin}`, act, busy, errors, host, headingLevel }}>
      <div class="panel-body" aria-busy={busy !== null}>
        {showTitle && view.title !== panel.title ? <h3 class="panel-title">{view.title}</h3> : null}
        {view.blocks.length === 0 ? <p class="panel-nothing">{t('panel.empty')}</p> : <Blocks blocks={view.blocks} />}
        <p class={notice?.isTrouble ? 'panel-notice trouble' : 'panel-notice'} role="status">
          {notice?.text ?? ''}
        </p>
      </div>
    </PanelContext.Provider>
  );
}
