// Makes a form from a JSON Schema: which settings get an input of their own, and which are edited as JSON.

/** A setting as a form shows it. */
export interface Setting {
  key: string;
  label: string;
  help: string | null;
  required: boolean;
  input:
    | { kind: 'text'; maxLength: number | null; pattern: string | null; isLong: boolean }
    | { kind: 'number'; min: number | null; max: number | null; isWhole: boolean }
    | { kind: 'boolean' }
    | { kind: 'choice'; options: readonly string[] }
    | { kind: 'choices'; options: readonly string[] }
    | { kind: 'json' };
}

/** Texts that may be longer than this get an input of several lines. */
const LONG_LENGTH = 200;

/** The settings of an object's schema, in its order. */
export function settingsOf(schema: unknown): Setting[] {
  const { properties, required } = object(schema);
  const needed = Array.isArray(required) ? required : [];
  return Object.entries(object(properties)).map(([key, of]) => {
    const about = object(of);
    return {
      key,
      label: text(about['title']) ?? key,
      help: text(about['description']),
      required: needed.includes(key),
      input: inputOf(about),
    };
  });
}

function inputOf(of: Record<string, unknown>): Setting['input'] {
  const options = texts(of['enum']);
  switch (of['type']) {
    case 'string': {
      if (options) return { kind: 'choice', options };
      const maxLength = count(of['maxLength']);
      return { kind: 'text', maxLength, pattern: text(of['pattern']), isLong: maxLength !== null && maxLength > LONG_LENGTH };
    }
    case 'integer':
    case 'number':
      return { kind: 'number', min: count(of['minimum']), max: count(of['maximum']), isWhole: of['type'] === 'integer' };
    case 'boolean':
      return { kind: 'boolean' };
    case 'array': {
      const among = texts(object(of['items'])['enum']);
      return among ? { kind: 'choices', options: among } : { kind: 'json' };
    }
    default:
      return { kind: 'json' };
  }
}

/** The value if it is an object, otherwise an empty object. */
export function object(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function count(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function texts(value: unknown): string[] | null {
  return Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : null;
}
