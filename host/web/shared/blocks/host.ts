import type { Request } from '../client/http';
import { errorsOf } from '../client/http';
import { ActOnPanelDocument, PanelsDocument } from '../generated/organisation';
import { t } from '../i18n/i18n';
import { unhandled } from '../never';
import type { Outcome, PanelOf, Slot } from './types';

/** Where a panel stands, and what it is about. */
export interface Place {
  slot: Slot;
  conversationId?: string;
  queueId?: string;
}

/** The panels of a place; those with nothing to show left out. Throws a `RequestFailure`. */
export async function panelsOf(request: Request, place: Place): Promise<PanelOf[]> {
  const result = await request(PanelsDocument, place);
  const failed = new Set(errorsOf(result).flatMap(({ path }) => (Array.isArray(path) && path[0] === 'panels' ? [path[1]] : [])));
  return result.panels.filter((panel, index) => panel.view !== null || failed.has(index));
}

/** Tells a plugin of a press. Never throws: what goes wrong is an outcome too. */
export async function actOn(request: Request, place: Place, plugin: string, block: string, values: unknown): Promise<Outcome> {
  const refused: Outcome = { kind: 'refused', message: t('panel.not-done') };
  try {
    const { actOnPanel: result } = await request(ActOnPanelDocument, { input: { ...place, plugin, block, values } });
    // A plugin that failed gives nothing.
    if (result === null) return refused;
    switch (result.__typename) {
      case 'PanelActed':
        return { kind: 'done', view: result.view, toast: result.toast, composerText: result.composerText };
      case 'PanelInvalid':
        return { kind: 'invalid', errors: Object.fromEntries(result.errors.map((each) => [each.field, each.message])) };
      case 'PluginRefused':
        // In the person's language, from the plugin.
        return { kind: 'refused', message: result.message };
      case 'NotAllowed':
        return refused;
      default:
        return unhandled(result, refused);
    }
  } catch {
    return refused;
  }
}
