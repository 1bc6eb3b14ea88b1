// Plugins' panels for what is shown.
import { actOn, panelsOf } from '@shared/blocks/host';
import type { PanelHost } from '@shared/blocks/panelHost';
import type { PanelOf, Slot } from '@shared/blocks/types';
import { confirm } from '@shared/ui/Confirm';
import type { Organisation } from '../state/organisation';
import type { Loaded } from '../state/waiting';
import { useLoaded } from '../state/waiting';
import { useOrganisation } from '../views/here';

/** The subject of a slot's panels. */
export interface About {
  conversationId?: string;
  queueId?: string;
}

/** The surroundings of a slot's panels. */
export interface HostAbout {
  about: About;
  insert: ((text: string) => void) | null;
  /** An action ran: other panels may have to show something else. */
  onActed?: () => void;
}

/** The panels of a slot, loaded again when `version` changes; null before `isWanted`, because they aren't known yet. */
export function usePanels(slot: Slot, about: About, version: number, isWanted = true): Loaded<PanelOf[] | null> {
  const { request } = useOrganisation();
  const load = async () => (isWanted ? await panelsOf(request, { slot, ...about }) : null);
  return useLoaded(load, [slot, about.conversationId, about.queueId, version, isWanted, request]);
}

/** The surroundings of one panel. */
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
