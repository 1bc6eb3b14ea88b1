import { useEffect, useState } from 'preact/hooks';
import { actOn, panelsOf } from '@shared/blocks/host';
import type { Place } from '@shared/blocks/host';
import { PanelBody } from '@shared/blocks/PanelBody';
import type { PanelOf } from '@shared/blocks/types';
import { language } from '@shared/i18n/i18n';
import { confirm } from '@shared/ui/Confirm';
import { useWidget } from './context';

type Props = Place & {
  /** Puts a text into the composer. */
  insert?: (text: string) => void;
};

/** Plugins' panels of a slot; nothing when there are none or they fail, because the chat goes on without them. */
export function Panels({ insert, ...place }: Props) {
  const { chat } = useWidget();
  const [panels, setPanels] = useState<readonly PanelOf[]>([]);
  const { slot, queueId, conversationId } = place;
  const spoken = language.value;

  useEffect(() => {
    let isGone = false;
    const load = async () => {
      await chat.meet();
      return panelsOf(chat.request, place);
    };
    load().then((found) => !isGone && setPanels(found), () => !isGone && setPanels([]));
    return () => {
      isGone = true;
    };
  }, [slot, queueId, conversationId, spoken]);

  return (
    <>
      {panels.filter(({ view }) => view !== null).map((panel) => (
        <section key={panel.plugin} class="panel" aria-label={panel.title}>
          <PanelBody
            headingLevel={2}
            panel={panel}
            host={{
              act: (block, values) => actOn(chat.request, place, panel.plugin, block, values),
              insert: insert ?? null,
              // The panel stays as long as its subject.
              forms: null,
              confirm: (title, yes, danger) => confirm({ title, yes, danger }),
            }}
          />
        </section>
      ))}
    </>
  );
}
