import { t } from '../i18n/i18n';
import { unhandled } from '../never';
import { Field, FieldGroup } from '../ui/Field';
import type { FormPart, Values } from './types';

/** The blocks that one fills in. */
export type InputBlock = Extract<FormPart, { id: string }>;
type Value = Values[string];

interface Props {
  block: InputBlock;
  /** What was filled in; without it what the plugin says. */
  value: Value | undefined;
  error: string | null;
  onInput: (value: Value) => void;
}

// A type for each: one that is missing fails the build.
const INPUTS: Record<InputBlock['__typename'], true> = {
  TextInputBlock: true, LongTextBlock: true, SelectBlock: true, MultiSelectBlock: true, RadioBlock: true, CheckboxBlock: true, ScaleBlock: true,
};

/** Whether a block is one to fill in. */
export function isInput(block: { __typename: string }): block is InputBlock {
  return Object.hasOwn(INPUTS, block.__typename);
}

/** What an input holds before anybody touched it; undefined for a choice not made. */
export function firstValue(block: InputBlock): Value | undefined {
  switch (block.__typename) {
    case 'MultiSelectBlock':
      return block.values;
    case 'CheckboxBlock':
      return block.checked;
    case 'ScaleBlock':
      return block.number ?? undefined;
    case 'TextInputBlock':
    case 'LongTextBlock':
      return block.value ?? '';
    case 'SelectBlock':
    case 'RadioBlock':
      return block.value ?? undefined;
    default:
      return unhandled(block, undefined);
  }
}

/** What is wrong with a value, before it is sent; null for nothing. The plugin looks again. */
export function problemOf(block: InputBlock, value: Value | undefined): string | null {
  const isEmpty = value === undefined || value === false || (typeof value !== 'number' && value !== true && value.length === 0);
  if (isEmpty) return block.required ? t('panel.fill-in') : null;
  if (typeof value !== 'string') return null;
  if ('maxLength' in block && block.maxLength !== null && [...value].length > block.maxLength) {
    return t('panel.too-long', { max: block.maxLength });
  }
  if (block.__typename === 'TextInputBlock' && block.pattern !== null && !fits(value, block.pattern)) {
    return t('panel.wrong-shape');
  }
  return null;
}

/** As HTML's `pattern` compares: the whole text. A pattern that is none fits all. */
function fits(value: string, pattern: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'v').test(value);
  } catch {
    return true;
  }
}

/** One input with its name, help and error. */
export function Input({ block, value, error, onInput }: Props) {
  const now = value ?? firstValue(block);
  const about = { label: block.label, help: block.help, error, required: block.required };
  switch (block.__typename) {
    case 'TextInputBlock':
      return (
        <Field {...about}>
          {(described) => (
            <input
              {...described}
              class="input"
              type="text"
              inputMode={block.inputMode.toLowerCase()}
              value={String(now)}
              required={block.required}
              {...(block.maxLength === null ? {} : { maxLength: block.maxLength })}
              onInput={(event) => onInput(event.currentTarget.value)}
            />
          )}
        </Field>
      );
    case 'LongTextBlock':
      return (
        <Field {...about}>
          {(described) => (
            <textarea
              {...described}
              class="input"
              rows={3}
              value={String(now)}
              required={block.required}
              {...(block.maxLength === null ? {} : { maxLength: block.maxLength })}
              onInput={(event) => onInput(event.currentTarget.value)}
            />
          )}
        </Field>
      );
    case 'SelectBlock':
      return (
        <Field {...about}>
          {(described) => (
            <select
              {...described}
              class="input"
              required={block.required}
              value={now === undefined ? '' : String(now)}
              onChange={(event) => onInput(event.currentTarget.value)}
            >
              <option value="">{t('panel.choose')}</option>
              {block.options.map((option) => (
                <option key={option.value} value={option.value}>
                  {option.label}
                </option>
              ))}
            </select>
          )}
        </Field>
      );
    case 'MultiSelectBlock': {
      const chosen = Array.isArray(now) ? now : [];
      return (
        <FieldGroup {...about}>
          {block.options.map((option) => (
            <label class="choice" key={option.value}>
              <input
                type="checkbox"
                checked={chosen.includes(option.value)}
                onChange={(event) => {
                  const isOn = event.currentTarget.checked;
                  // In the order of the options, whatever the order of the presses.
                  onInput(block.options.map((each) => each.value).filter((each) => (each === option.value ? isOn : chosen.includes(each))));
                }}
              />
              <span>{option.label}</span>
            </label>
          ))}
        </FieldGroup>
      );
    }
    case 'RadioBlock':
      return (
        <FieldGroup {...about}>
          {block.options.map((option) => (
            <label class="choice" key={option.value}>
              <input
                type="radio"
                name={block.id}
                value={option.value}
                checked={now === option.value}
                onChange={() => onInput(option.value)}
              />
              <span>{option.label}</span>
            </label>
          ))}
        </FieldGroup>
      );
    case 'ScaleBlock':
      return (
        <FieldGroup {...about}>
          <div class="scale">
            {steps(block.min, block.max).map((step) => (
              <label class="scale-step" key={step}>
                <input type="radio" name={block.id} value={step} checked={now === step} onChange={() => onInput(step)} />
                <span>{step}</span>
              </label>
            ))}
          </div>
        </FieldGroup>
      );
    case 'CheckboxBlock':
      return (
        <div class="field">
          <label class="choice">
            <input
              type="checkbox"
              checked={now === true}
              required={block.required}
              aria-invalid={error ? 'true' : undefined}
              onChange={(event) => onInput(event.currentTarget.checked)}
            />
            <span>{block.label}</span>
          </label>
          {block.help ? <p class="field-help">{block.help}</p> : null}
          {error ? <p class="field-error">{error}</p> : null}
        </div>
      );
    default:
      return unhandled(block, null);
  }
}

/** Whole numbers; a scale of more is no scale. */
const STEPS_MAX = 21;

function steps(min: number, max: number): number[] {
  return Array.from({ length: Math.max(0, Math.min(STEPS_MAX, max - min + 1)) }, (_, index) => min + index);
}
