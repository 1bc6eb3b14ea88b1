import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { X } from 'lucide-preact';
import { t } from '../i18n/i18n';
import { Icon } from './Icon';

interface Props {
  title: string;
  children: ComponentChildren;
  /** Escape, the cross, or a press outside. */
  onClose: () => void;
  /** For much to read or fill in. */
  wide?: boolean;
}

/** A dialog over the page. The browser keeps the focus inside, and gives it back after. */
export function Dialog({ title, children, onClose, wide }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    return () => {
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={wide ? 'dialog wide' : 'dialog'}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div class="dialog-body">
        <div class="dialog-head">
          <h2 id={titleId}>{title}</h2>
          <button type="button" class="button quiet icon-only" aria-label={t('dialog.close')} onClick={onClose}>
            <Icon of={X} />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
