import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { t } from '../i18n/i18n';

/** What an input needs to be named and explained. */
export interface Described {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': 'true' | undefined;
}

interface Props {
  label: string;
  help?: string | null | undefined;
  /** What is wrong with the value. */
  error?: string | null | undefined;
  required?: boolean;
  children: (described: Described) => ComponentChildren;
}

/** A label, an input, and below it help and what is wrong. */
export function Field({ label, help, error, required, children }: Props) {
  const id = useId();
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
        {required ? <Required /> : null}
      </label>
      {children(describe(id, help, error))}
      <FieldNotes id={id} help={help} error={error} />
    </div>
  );
}

/** The same for several inputs under one name. */
export function FieldGroup({ label, help, error, required, children }: Omit<Props, 'children'> & { children: ComponentChildren }) {
  const id = useId();
  const described = describe(id, help, error);
  return (
    <fieldset class="field" aria-describedby={described['aria-describedby']}>
      <legend class="field-label">
        {label}
        {required ? <Required /> : null}
      </legend>
      {children}
      <FieldNotes id={id} help={help} error={error} />
    </fieldset>
  );
}

function describe(id: string, help: string | null | undefined, error: string | null | undefined): Described {
  const notes = [help ? `${id}-help` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return { id, 'aria-describedby': notes || undefined, 'aria-invalid': error ? 'true' : undefined };
}

/** What stands below an input that `describe` named. */
export function FieldNotes({ id, help, error }: { id: string; help?: string | null | undefined; error?: string | null | undefined }) {
  return (
    <>
      {help ? <p class="field-help" id={`${id}-help`}>{help}</p> : null}
      {error ? <p class="field-error" id={`${id}-error`}>{error}</p> : null}
    </>
  );
}

function Required() {
  return (
    <span class="field-required" aria-hidden="true" title={t('field.required')}>
      {' *'}
    </span>
  );
}
