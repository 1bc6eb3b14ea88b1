import { computed, effect, signal } from '@preact/signals';
import { keep, kept } from '../state/storage';

/** Beside the conversation there is room for the tools; else they lie over it. As `conversation.css` has it. */
const wide = matchMedia('(min-width: 1100px)');
const isWide = signal(wide.matches);
wide.addEventListener('change', () => {
  isWide.value = wide.matches;
  areOver.value = false;
});

/** Beside: as one left it. */
const areBeside = signal(kept<boolean>('tools-shown') ?? true);
/** Over: until one closes them or goes elsewhere. */
const areOver = signal(false);

effect(() => keep('tools-shown', areBeside.value));

/** Whether the tools are shown. */
export const areToolsShown = computed(() => (isWide.value ? areBeside.value : areOver.value));

/** Shows or hides the tools. */
export function showTools(areShown: boolean): void {
  (isWide.peek() ? areBeside : areOver).value = areShown;
}

/** Where the tools lie over what one goes to, they go. */
export function clearWay(): void {
  areOver.value = false;
}
