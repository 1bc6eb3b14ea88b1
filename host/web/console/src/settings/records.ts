import type { MemberRowFragment, PluginRowFragment, QueueWithHandlersQuery } from '../generated/organisation';

/** What the pages of the settings show and change. */
export type EditedQueue = NonNullable<QueueWithHandlersQuery['queue']>;
export type Member = MemberRowFragment;
export type Plugin = PluginRowFragment;
