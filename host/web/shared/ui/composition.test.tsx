import { fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { guardComposition } from './composition';
import { Dialog } from './Dialog';
import { Field } from './Field';

let stop = () => {};
beforeEach(() => void (stop = guardComposition(document)));
afterEach(() => stop());

const CONFIRMS = [{ isComposing: true }, { keyCode: 229 }] as const;

test('the Enter that confirms a character sends no form, on the page or in a dialog', () => {
  const field = (label: string) => <Field label={label}>{(described) => <input {...described} />}</Field>;
  render(<><form>{field('On the page')}</form><Dialog title="Dialog" onClose={() => {}}><form>{field('In a dialog')}</form></Dialog></>);
  for (const label of ['On the page', 'In a dialog']) {
    const input = screen.getByLabelText(label);
    // False: the browser doesn't do with it what it would, which is to send the form.
    for (const confirms of CONFIRMS) expect(fireEvent.keyDown(input, { key: 'Enter', ...confirms }), label).toBe(false);
    expect(fireEvent.keyDown(input, { key: 'Enter', keyCode: 13 })).toBe(true);
    expect(fireEvent.keyDown(input, { key: 'a', isComposing: true })).toBe(true);
  }
});
