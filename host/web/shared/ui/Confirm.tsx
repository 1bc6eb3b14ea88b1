import { signal } from '@preact/signals';
import { t } from '../i18n/i18n';
import { Dialog } from './Dialog';

interface Question {
  title: string;
  text?: string;
  /** What the button says that goes on. */
  yes: string;
  danger?: boolean;
  answer: (isYes: boolean) => void;
}

const question = signal<Question | null>(null);

/** Asks before something that is hard to take back. Needs a `ConfirmDialog` on the page. */
export function confirm(about: Omit<Question, 'answer'>): Promise<boolean> {
  question.peek()?.answer(false);
  return new Promise((resolve) => {
    question.value = {
      ...about,
      answer: (isYes) => {
        question.value = null;
        resolve(isYes);
      },
    };
  });
}

/** Where questions are shown; one for the page. */
export function ConfirmDialog() {
  const now = question.value;
  if (!now) return null;
  return (
    <Dialog title={now.title} onClose={() => now.answer(false)}>
      {now.text ? <p class="dialog-text">{now.text}</p> : null}
      <div class="dialog-buttons">
        <button type="button" class="button" autofocus={now.danger === true} onClick={() => now.answer(false)}>
          {t('dialog.cancel')}
        </button>
        <button
          type="button"
          class={now.danger ? 'button danger' : 'button primary'}
          autofocus={now.danger !== true}
          onClick={() => now.answer(true)}
        >
          {now.yes}
        </button>
      </div>
    </Dialog>
  );
}
