import type { FormBlock, Values } from './types';

/** What somebody has filled in of a form and not sent. */
export interface BegunForm {
  /** The form as it was when they began: it stays so until it is sent. */
  block: FormBlock;
  /** What they changed, by the ids of the inputs. */
  changed: Values;
}

/** How many begun forms are kept; the oldest goes first. */
const FORMS_MAX = 100;

/** Forms of one conversation or queue that were begun and not sent. They are kept while the person looks at something else. */
export class BegunForms {
  readonly #forms = new Map<string, BegunForm>();

  read(key: string): BegunForm | null {
    return this.#forms.get(key) ?? null;
  }

  write(key: string, form: BegunForm | null): void {
    this.#forms.delete(key);
    if (form) this.#forms.set(key, form);
    const oldest = this.#forms.keys().next().value;
    if (this.#forms.size > FORMS_MAX && oldest !== undefined) this.#forms.delete(oldest);
  }

  get isEmpty(): boolean {
    return this.#forms.size === 0;
  }
}
