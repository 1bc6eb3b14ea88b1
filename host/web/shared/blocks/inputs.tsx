import { Frown, Meh, Smile } from 'lucide-preact';
import { language, t } from '../i18n/i18n';
import { unhandled } from '../never';
import { Field, FieldGroup } from '../ui/Field';
import { Icon } from '../ui/Icon';
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
  FacesBlock: true, NumberBlock: true, DateBlock: true,
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
    case 'FacesBlock':
      return block.face ?? undefined;
    case 'NumberBlock':
      return block.amount ?? undefined;
    case 'DateBlock':
      return block.date ?? '';
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
  if (block.__typename === 'NumberBlock') return numberProblem(block, value);
  if (block.__typename === 'DateBlock') return between(String(value), block.earliest, block.latest);
  if (typeof value !== 'string') return null;
  if ('maxLength' in block && block.maxLength !== null && [...value].length > block.maxLength) {
    return t('panel.too-long', { max: block.maxLength });
  }
  if (block.__typename === 'TextInputBlock' && block.pattern !== null && !fits(value, block.pattern)) {
    return t('panel.wrong-shape');
  }
  return null;
}

function numberProblem(block: Extract<InputBlock, { __typename: 'NumberBlock' }>, value: Value): string | null {
  if (typeof value !== 'number' || (block.whole && !Number.isInteger(value))) return t(block.whole ? 'panel.whole-number' : 'panel.number');
  return between(value, block.least, block.most);
}

/** What is wrong with a value that has ends: days compare as texts. */
function between<T extends number | string>(value: T, least: T | null, most: T | null): string | null {
  if (least !== null && value < least) return t('panel.at-least', { least: shown(least) });
  if (most !== null && value > most) return t('panel.at-most', { most: shown(most) });
  return null;
}

/** A number or a day as the person reads it. */
function shown(end: number | string): string {
  return typeof end === 'number' ? end.toLocaleString(language.value) : new Date(`${end}T00:00:00`).toLocaleDateString(language.value);
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
                <option key={option.value} value={option.value} disabled={option.disabled}>
                  {option.description === null ? option.label : `${option.label}: ${option.description}`}
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
                disabled={option.disabled}
                onChange={(event) => {
                  const isOn = event.currentTarget.checked;
                  // In the order of the options, whatever the order of the presses.
                  onInput(block.options.map((each) => each.value).filter((each) => (each === option.value ? isOn : chosen.includes(each))));
                }}
              />
              <OptionText option={option} />
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
                disabled={option.disabled}
                onChange={() => onInput(option.value)}
              />
              <OptionText option={option} />
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
          {block.minLabel === null && block.maxLabel === null ? null : (
            <p class="scale-ends">
              <span>{block.minLabel === null ? '' : `${block.min}: ${block.minLabel}`}</span>
              <span>{block.maxLabel === null ? '' : `${block.max}: ${block.maxLabel}`}</span>
            </p>
          )}
        </FieldGroup>
      );
    case 'FacesBlock':
      return (
        <FieldGroup {...about}>
          <div class="scale">
            {FACES.map(({ value: face, icon, name }) => (
              <label class="scale-step" key={face} title={t(name)}>
                <input type="radio" name={block.id} value={face} checked={now === face} onChange={() => onInput(face)} />
                <span>
                  <Icon of={icon} />
                  <span class="visually-hidden">{t(name)}</span>
                </span>
              </label>
            ))}
          </div>
        </FieldGroup>
      );
    case 'NumberBlock':
      return (
        <Field {...about}>
          {(described) => (
            <input
              {...described}
              class="input"
              type="number"
              inputMode={block.whole ? 'numeric' : 'decimal'}
              step={block.whole ? 1 : 'any'}
              value={now === undefined ? '' : String(now)}
              required={block.required}
              {...(block.least === null ? {} : { min: block.least })}
              {...(block.most === null ? {} : { max: block.most })}
              onInput={(event) => {
                const { value: text, valueAsNumber, validity } = event.currentTarget;
                // What is no number yet is kept as it was typed, and refused when the form is sent.
                onInput(Number.isNaN(valueAsNumber) ? (validity.badInput ? '?' : text) : valueAsNumber);
              }}
            />
          )}
        </Field>
      );
    case 'DateBlock':
      return (
        <Field {...about}>
          {(described) => (
            <input
              {...described}
              class="input"
              type="date"
              value={String(now)}
              required={block.required}
              {...(block.earliest === null ? {} : { min: block.earliest })}
              {...(block.latest === null ? {} : { max: block.latest })}
              onInput={(event) => onInput(event.currentTarget.value)}
            />
          )}
        </Field>
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

/** The faces from sad to happy, with the values that they send. */
const FACES = [
  { value: -1, icon: Frown, name: 'panel.face-sad' },
  { value: 0, icon: Meh, name: 'panel.face-neutral' },
  { value: 1, icon: Smile, name: 'panel.face-happy' },
] as const;

/** An option's label, and below it its description. */
function OptionText({ option }: { option: { label: string; description: string | null } }) {
  if (option.description === null) return <span>{option.label}</span>;
  return (
    <span>
      {option.label}
      <span class="choice-description">{option.description}</span>
    </span>
  );
}

/** Whole numbers; a scale of more is no scale. */
const STEPS_MAX = 21;

function steps(min: number, max: number): number[] {
  return Array.from({ length: Math.max(0, Math.min(STEPS_MAX, max - min + 1)) }, (_, index) => min + index);
}
