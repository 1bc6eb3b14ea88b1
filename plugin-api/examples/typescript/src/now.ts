// The hours at this moment, as the schema's `OfficeHours`.
import { now } from 'vuoro:plugin/clock@0.1.0';
import * as settings from 'vuoro:plugin/settings@0.1.0';
import type { Context } from 'vuoro:plugin/types@0.1.0';
import { isOpen, readHours } from './hours';
import { notice } from './notice';
import { words } from './text';

/** `OfficeHours` of `schema.graphql`. */
export interface OfficeHours {
  open: boolean;
  text: string;
  notice: string | null;
}

/** Whether it is open now, in the reader's language. */
export function hoursNow(context: Context): OfficeHours {
  const hours = readHours(settings.get());
  const open = isOpen(hours, now());
  const { open: whenOpen, closed } = words(context.language);
  return { open, text: (open ? whenOpen : closed)(hours), notice: notice() };
}
