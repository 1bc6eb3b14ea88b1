import { signal } from '@preact/signals';

const said = signal<{ text: string; number: number }>({ text: '', number: 0 });

/** Says a line to those who listen to the page rather than look at it. */
export function announce(text: string): void {
  said.value = { text, number: said.peek().number + 1 };
}

/** Where it is said; one for the page. Two places in turn, so that the same words are said again. */
export function Announcer() {
  const { text, number } = said.value;
  return (
    <div class="visually-hidden" role="status">
      <p>{number % 2 === 0 ? text : ''}</p>
      <p>{number % 2 === 1 ? text : ''}</p>
    </div>
  );
}
