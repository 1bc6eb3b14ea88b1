import { expect, test } from 'vitest';
import { settingsOf } from './schema';

test('each kind of setting has an input of its own, and the rest is JSON', () => {
  const schema = {
    type: 'object',
    required: ['name'],
    properties: {
      name: { type: 'string', title: 'Name', description: 'Of the shop', maxLength: 40 },
      about: { type: 'string', maxLength: 2000 },
      level: { type: 'integer', minimum: 1, maximum: 5 },
      on: { type: 'boolean' },
      colour: { type: 'string', enum: ['red', 'green'] },
      days: { type: 'array', items: { type: 'string', enum: ['mon', 'tue'] } },
      rules: { type: 'array', items: { type: 'object' } },
    },
  };
  const settings = settingsOf(schema);
  expect(settings.map(({ input }) => input.kind)).toEqual(['text', 'text', 'number', 'boolean', 'choice', 'choices', 'json']);
  expect(settings[0]).toMatchObject({ key: 'name', label: 'Name', help: 'Of the shop', required: true, input: { isLong: false } });
  expect(settings[1]).toMatchObject({ label: 'about', required: false, input: { isLong: true } });
});

test('a schema that is none has no settings', () => {
  for (const none of [null, 'x', [], {}, { properties: 3 }]) expect(settingsOf(none)).toEqual([]);
});
