import { signal } from '@preact/signals';

const said = signal<{ text: string; number: number }>({ text: '', number: 0 });

/** Announces a text to screen readers. */
export function announce(text: string): void {
  said.value = { text, number: said.peek().number + 1 };
}

/** The live regions; one component for the page. There are two, used in turn, so that the same text is announced again. */
export function Announcer() {
  const { text, number } = said.value;
  return (
    <div class="visually-hidden" role="status">
      <p>{number % 2 === 0 ? text : ''}</p>
      <p>{number % 2 === 1 ? text : ''}</p>
    </div>
  );
}
