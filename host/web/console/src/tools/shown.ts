import { effect, signal } from '@preact/signals';
import { keep, kept } from '../state/storage';

/** Whether the tools stand beside the conversation; on narrow pages over it. */
export const areToolsShown = signal(kept<boolean>('tools-shown') ?? matchMedia?.('(min-width: 1100px)').matches ?? true);

effect(() => keep('tools-shown', areToolsShown.value));
