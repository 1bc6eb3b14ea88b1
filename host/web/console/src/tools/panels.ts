// Panels of plugins about what one looks at.
import { actOn, panelsOf } from '@shared/blocks/host';
import type { PanelHost, PanelOf, Slot } from '@shared/blocks/types';
import { confirm } from '@shared/ui/Confirm';
import type { Organisation } from '../state/organisation';
import type { Loaded } from '../state/waiting';
import { useLoaded } from '../state/waiting';
import { useOrganisation } from '../views/here';

/** What a place of panels is about. */
export interface About {
  conversationId?: string;
  queueId?: string;
}

/** What stands around the panels of a place. */
export interface HostAbout {
  about: About;
  insert: ((text: string) => void) | null;
  /** Something was done: other panels may show something else now. */
  onActed?: () => void;
}

/** The panels of a slot, asked again when `version` changes; null before `isWanted`: nobody knows yet. */
export function usePanels(slot: Slot, about: About, version: number, isWanted = true): Loaded<PanelOf[] | null> {
  const { request } = useOrganisation();
  const load = async () => (isWanted ? await panelsOf(request, { slot, ...about }) : null);
  return useLoaded(load, [slot, about.conversationId, about.queueId, version, isWanted, request]);
}

/** What stands around one panel. */
export function hostOf({ request, unsent }: Organisation, panel: PanelOf, { about, insert, onActed }: HostAbout): PanelHost {
  const of = about.conversationId ?? about.queueId;
  return {
    act: async (block, values) => {
      const outcome = await actOn(request, { slot: panel.slot, ...about }, panel.plugin, block, values);
      if (outcome.kind === 'done') onActed?.();
      return outcome;
    },
    insert,
    forms: of === undefined ? null : unsent.of(of).forms,
    confirm: (question, yes, danger) => confirm({ title: question, yes, danger }),
  };
}
