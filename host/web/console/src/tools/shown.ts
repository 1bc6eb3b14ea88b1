import { computed, effect, signal } from '@preact/signals';
import { keep, kept } from '../state/storage';

/** Whether there is room for the tools beside the conversation; otherwise they are shown over it. As in `conversation.css`. */
const wide = matchMedia('(min-width: 1100px)');
const isWide = signal(wide.matches);
wide.addEventListener('change', () => {
  isWide.value = wide.matches;
  areOver.value = false;
});

/** Beside the conversation: as the person left it. */
const areBeside = signal(kept<boolean>('tools-shown') ?? true);
/** Over the conversation: until the person closes them or goes elsewhere. */
const areOver = signal(false);

effect(() => keep('tools-shown', areBeside.value));

/** Whether the tools are shown. */
export const areToolsShown = computed(() => (isWide.value ? areBeside.value : areOver.value));

/** Shows or hides the tools. */
export function showTools(areShown: boolean): void {
  (isWide.peek() ? areBeside : areOver).value = areShown;
}

/** Where the tools cover the page, navigation hides them. */
export function clearWay(): void {
  areOver.value = false;
}
