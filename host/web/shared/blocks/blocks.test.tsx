import { fireEvent, render, screen, waitFor } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { BegunForms } from './forms';
import { PanelBody } from './PanelBody';
import type { PanelHost } from './panelHost';
import type { AnyBlock, Outcome, PanelOf } from './types';

const done: Outcome = { kind: 'done', view: null, toast: null, composerText: null };

function show(blocks: AnyBlock[], outcome: Outcome = done) {
  const act = vi.fn(async (_block: string, _values: unknown) => outcome);
  const host: PanelHost = { act, insert: vi.fn(), forms: null, confirm: vi.fn(async () => true) };
  const panel: PanelOf = { plugin: 'p', slot: 'CONVERSATION_TOOLS', title: 'Panel', view: { title: 'Panel', blocks } };
  return { act, host, ...render(<PanelBody panel={panel} host={host} />) };
}

const input = { help: null, required: false };
const option = (value: string, label: string, more = {}) => ({ value, label, description: null, disabled: false, ...more });
const form = (...blocks: Extract<AnyBlock, { __typename: 'FormBlock' }>['blocks']): AnyBlock => ({ __typename: 'FormBlock', id: 'f', submitLabel: 'Save', blocks });

test('a form sends the values of its inputs, each in its own type', async () => {
  const { act } = show([
    form(
      { __typename: 'TextInputBlock', id: 'name', label: 'Name', value: 'Aino', maxLength: null, pattern: null, inputMode: 'TEXT', ...input },
      { __typename: 'SelectBlock', id: 'size', label: 'Size', value: null, options: [option('s', 'Small'), option('l', 'Large')], ...input },
      { __typename: 'MultiSelectBlock', id: 'days', label: 'Days', values: ['tue'], options: [option('mon', 'Monday'), option('tue', 'Tuesday')], ...input },
      { __typename: 'CheckboxBlock', id: 'gift', label: 'Gift', checked: false, ...input },
      { __typename: 'ScaleBlock', id: 'stars', label: 'Stars', min: 1, max: 5, number: null, minLabel: null, maxLabel: null, ...input },
      { __typename: 'RadioBlock', id: 'way', label: 'Way', value: null, options: [option('post', 'Post')], ...input },
    ),
  ]);
  const user = userEvent.setup();
  await user.type(screen.getByLabelText('Name'), ' K');
  await user.selectOptions(screen.getByLabelText('Size'), 'l');
  await user.click(screen.getByLabelText('Monday'));
  await user.click(screen.getByLabelText('Gift'));
  await user.click(screen.getByLabelText('4'));
  await user.click(screen.getByLabelText('Post'));
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(act).toHaveBeenCalledWith('f', { name: 'Aino K', size: 'l', days: ['mon', 'tue'], gift: true, stars: 4, way: 'post' });
});

test('a form with something missing isn’t sent, and leads to it', async () => {
  const { act } = show([form({ __typename: 'LongTextBlock', id: 'why', label: 'Why', value: null, maxLength: null, help: null, required: true })]);
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));
  expect(act).not.toHaveBeenCalled();
  expect(screen.getByText('Fill this in.')).toBeVisible();
  await waitFor(() => expect(screen.getByLabelText(/Why/)).toHaveFocus());
});

test('who puts one of several inputs right stays in it while they write', async () => {
  const line = (id: string, label: string) => ({ __typename: 'TextInputBlock' as const, id, label, value: null, maxLength: null, pattern: null, inputMode: 'TEXT' as const, help: null, required: true });
  const { act } = show([form(line('a', 'First'), line('b', 'Second'))]);
  const user = userEvent.setup();
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(screen.getByLabelText(/First/)).toHaveFocus());
  await user.keyboard('Aino');
  expect(screen.getByLabelText(/First/)).toHaveValue('Aino');
  expect(screen.getByLabelText(/First/)).toHaveFocus();
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(screen.getByLabelText(/Second/)).toHaveFocus());
  expect(act).not.toHaveBeenCalled();
});

test('what is being filled in stays when the panel is shown again, and follows the plugin once it is sent', async () => {
  const act = vi.fn(async () => done);
  const host: PanelHost = { act, insert: null, forms: null, confirm: async () => true };
  const view = (id: string, value: string): PanelOf => ({
    plugin: 'p', slot: 'CONVERSATION_TOOLS', title: 'P',
    view: { title: 'P', blocks: [form({ __typename: 'TextInputBlock', id, label: 'Order', value, maxLength: null, pattern: null, inputMode: 'TEXT', ...input })] },
  });
  const { rerender } = render(<PanelBody panel={view('order/1', '')} host={host} />);
  await userEvent.type(screen.getByLabelText('Order'), '12345');
  rerender(<PanelBody panel={view('order/2', 'of a colleague')} host={host} />);
  expect(screen.getByLabelText('Order')).toHaveValue('12345');
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));
  expect(act).toHaveBeenCalledWith('f', { 'order/1': '12345' });
  await waitFor(() => expect(screen.getByLabelText('Order')).toHaveValue('of a colleague'));
});

test('what was filled in is there again after one has looked elsewhere, until it is sent', async () => {
  const act = vi.fn(async () => done);
  const panel: PanelOf = {
    plugin: 'p', slot: 'CONVERSATION_TOOLS', title: 'P',
    view: { title: 'P', blocks: [form({ __typename: 'LongTextBlock', id: 'note', label: 'Note', value: 'old', maxLength: null, ...input })] },
  };
  const [aino, onni] = [new BegunForms(), new BegunForms()];
  const look = (forms: BegunForms) => render(<PanelBody panel={panel} host={{ act, insert: null, forms, confirm: async () => true }} />);
  const first = look(aino);
  await userEvent.type(screen.getByLabelText('Note'), ' and new');
  first.unmount();
  const other = look(onni);
  expect(screen.getByLabelText('Note')).toHaveValue('old');
  other.unmount();
  const second = look(aino);
  expect(screen.getByLabelText('Note')).toHaveValue('old and new');
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));
  expect(act).toHaveBeenCalledExactlyOnceWith('f', { note: 'old and new' });
  await waitFor(() => expect(aino.isEmpty).toBe(true));
  second.unmount();
  look(aino);
  expect(screen.getByLabelText('Note')).toHaveValue('old');
});

test('what is filled in while a form is on its way stays', async () => {
  let answer = (_outcome: Outcome) => {};
  const act = () => new Promise<Outcome>((resolve) => (answer = resolve));
  const panel: PanelOf = {
    plugin: 'p', slot: 'CONVERSATION_TOOLS', title: 'P',
    view: { title: 'P', blocks: [form({ __typename: 'LongTextBlock', id: 'note', label: 'Note', value: '', maxLength: null, ...input })] },
  };
  const forms = new BegunForms();
  render(<PanelBody panel={panel} host={{ act, insert: null, forms, confirm: async () => true }} />);
  await userEvent.type(screen.getByLabelText('Note'), 'one');
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));
  await userEvent.type(screen.getByLabelText('Note'), ' two');
  answer(done);
  await waitFor(() => expect(screen.getByLabelText('Note').closest('.panel-body')).toHaveAttribute('aria-busy', 'false'));
  expect(screen.getByLabelText('Note')).toHaveValue('one two');
  expect(forms.isEmpty).toBe(false);
});

test('there is an end to the forms that are kept: the oldest goes', () => {
  const forms = new BegunForms();
  const block = form() as Extract<AnyBlock, { __typename: 'FormBlock' }>;
  for (let index = 0; index <= 100; index += 1) forms.write(`${index}`, { block, changed: {} });
  expect([forms.read('0'), forms.read('1')?.block]).toEqual([null, block]);
});

test('what the plugin finds wrong stands at its input', async () => {
  show(
    [form({ __typename: 'TextInputBlock', id: 'key', label: 'Keyword', value: 'x', maxLength: null, pattern: null, inputMode: 'TEXT', ...input })],
    { kind: 'invalid', errors: { key: 'Taken already.' } },
  );
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('Taken already.')).toBeVisible();
  expect(screen.getByLabelText('Keyword')).toHaveAttribute('aria-invalid', 'true');
});

test('a tag is put on with a press, and says whether it is on', async () => {
  const tags = [{ id: 't1', label: 'Order', colour: '#2a7de1', depth: 0, chosen: false }, { id: 't2', label: 'Late', colour: '#d9480f', depth: 1, chosen: true }];
  const { act } = show([{ __typename: 'TagPickerBlock', id: 'tags', label: 'Tags', help: null, tags }]);
  expect(screen.getByRole('button', { name: 'Late' })).toHaveAttribute('aria-pressed', 'true');
  await userEvent.click(screen.getByRole('button', { name: 'Order' }));
  expect(act).toHaveBeenCalledWith('tags', { tagId: 't1', chosen: true });
});

test('a dangerous button asks first, and carries what it carries', async () => {
  const { act, host } = show([{ __typename: 'ButtonBlock', id: 'b', label: 'Remove', carries: { id: 7 }, confirm: 'Sure?', danger: true }]);
  await userEvent.click(screen.getByRole('button', { name: 'Remove' }));
  expect(host.confirm).toHaveBeenCalledWith('Sure?', 'Remove', true);
  await waitFor(() => expect(act).toHaveBeenCalledWith('b', { id: 7 }));
});

test('a press that isn’t confirmed does nothing', async () => {
  const { act, host } = show([{ __typename: 'ButtonBlock', id: 'b', label: 'Remove', carries: null, confirm: 'Sure?', danger: false }]);
  vi.mocked(host.confirm).mockResolvedValue(false);
  await userEvent.click(screen.getByRole('button', { name: 'Remove' }));
  expect(act).not.toHaveBeenCalled();
});

test('a ready text goes into the box, unsent', async () => {
  const { host, act } = show([{ __typename: 'CopyToComposerBlock', label: 'moi', text: 'Moi!' }]);
  fireEvent.click(screen.getByRole('button', { name: /moi/ }));
  expect(host.insert).toHaveBeenCalledWith('Moi!');
  expect(act).not.toHaveBeenCalled();
});

test('what an act gives is shown: another view, a line, a text for the box', async () => {
  const view = { title: 'Panel', blocks: [{ __typename: 'TextBlock', text: 'Done so.' } as const] };
  const { host } = show([{ __typename: 'ButtonBlock', id: 'b', label: 'Do', carries: null, confirm: null, danger: false }], { kind: 'done', view, toast: 'Saved.', composerText: 'Hei' });
  await userEvent.click(screen.getByRole('button', { name: 'Do' }));
  expect(await screen.findByText('Done so.')).toBeVisible();
  expect(screen.getByRole('status')).toHaveTextContent('Saved.');
  expect(host.insert).toHaveBeenCalledWith('Hei');
});

test('a plugin that refuses changes nothing and says why', async () => {
  show([{ __typename: 'ButtonBlock', id: 'b', label: 'Do', carries: null, confirm: null, danger: false }], { kind: 'refused', message: 'Not now.' });
  await userEvent.click(screen.getByRole('button', { name: 'Do' }));
  expect(await screen.findByText('Not now.')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Do' })).toBeVisible();
});

test('texts are text: markup shows as it stands, and only the web is linked', () => {
  const { container } = show([
    { __typename: 'TextBlock', text: '<b>bold</b> https://a.example' },
    { __typename: 'LinkBlock', label: 'Bad', url: 'javascript:alert(1)' },
    { __typename: 'FieldsBlock', fields: [{ label: 'Order', value: '<img src=x>' }] },
    { __typename: 'CalloutBlock', tone: 'WARNING', text: 'Careful' },
  ]);
  expect(screen.getByText(/<b>bold<\/b>/)).toBeVisible();
  expect(container.querySelector('img, b')).toBeNull();
  expect(screen.getAllByRole('link')).toHaveLength(1);
  expect(screen.getByRole('link')).toHaveAttribute('rel', 'noopener noreferrer nofollow');
});

test('a picture that came with the panel is shown, one of another site is a link, and a drawing neither', () => {
  const { container } = show([
    { __typename: 'ImageBlock', url: 'data:image/png;base64,iVBORw0KGgo=', alt: 'A map' },
    { __typename: 'ImageBlock', url: 'https://pictures.example/map.png', alt: 'Another map' },
    { __typename: 'ImageBlock', url: 'https://pictures.example/map.png', alt: '' },
    { __typename: 'ImageBlock', url: 'data:image/svg+xml;base64,PHN2Zy8+', alt: 'A drawing' },
  ]);
  expect(screen.getByRole('img', { name: 'A map' })).toBeVisible();
  expect(container.querySelectorAll('img')).toHaveLength(1);
  expect(screen.getAllByRole('link').map(({ textContent }) => textContent)).toEqual([expect.stringContaining('Another map'), expect.stringContaining('pictures.example')]);
  expect(screen.getByText('A drawing')).toBeVisible();
});

test('rows of a list hold blocks, and a block of an unknown type is passed over', () => {
  show([
    { __typename: 'ListBlock', rows: [{ blocks: [{ __typename: 'TextBlock', text: 'In a row' }] }] },
    { __typename: 'HologramBlock' } as unknown as AnyBlock,
    { __typename: 'VideoCallBlock', id: 'v', label: 'Call' },
  ]);
  expect(screen.getByText('In a row')).toBeVisible();
  expect(screen.getByText(/Call: Video calls can’t be started here/)).toBeVisible();
});

test('a panel whose plugin failed says so calmly', () => {
  const host: PanelHost = { act: async () => done, insert: null, forms: null, confirm: async () => true };
  render(<PanelBody panel={{ plugin: 'p', slot: 'COMPOSER', title: 'P', view: null }} host={host} />);
  expect(screen.getByText(/isn’t available right now/)).toBeVisible();
});

test('faces, numbers and days are sent as numbers and days', async () => {
  const { act } = show([
    form(
      { __typename: 'HeadingBlock', text: 'Delivery' },
      { __typename: 'ProgressBlock', caption: 'Questions', done: 2, total: 5 },
      { __typename: 'FacesBlock', id: 'mood', label: 'Mood', face: null, ...input },
      { __typename: 'NumberBlock', id: 'pieces', label: 'Pieces', amount: null, least: 1, most: 9, whole: true, ...input },
      { __typename: 'DateBlock', id: 'day', label: 'Day', date: null, earliest: '2026-01-01', latest: null, ...input },
      { __typename: 'ScaleBlock', id: 'far', label: 'Far', min: 1, max: 2, number: null, minLabel: 'near', maxLabel: null, ...input },
    ),
  ]);
  expect(screen.getByRole('heading', { name: 'Delivery' })).toBeVisible();
  expect(screen.getByRole('progressbar', { name: 'Questions: 2 of 5' })).toHaveValue(2);
  expect(screen.getByText('1: near')).toBeVisible();
  const user = userEvent.setup();
  await user.click(screen.getByRole('radio', { name: 'Not satisfied' }));
  await user.type(screen.getByLabelText('Pieces'), '3');
  fireEvent.input(screen.getByLabelText('Day'), { target: { value: '2026-11-28' } });
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(act).toHaveBeenCalledWith('f', { mood: -1, pieces: 3, day: '2026-11-28' });
});

test('a number and a day out of their ends aren’t sent, and it says which ends', async () => {
  const { act } = show([
    form(
      { __typename: 'NumberBlock', id: 'pieces', label: 'Pieces', amount: 10, least: 1, most: 9, whole: false, ...input },
      { __typename: 'NumberBlock', id: 'half', label: 'Half', amount: 1.5, least: null, most: null, whole: true, ...input },
      { __typename: 'DateBlock', id: 'day', label: 'Day', date: '2025-12-31', earliest: '2026-01-01', latest: null, ...input },
    ),
  ]);
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));
  expect(act).not.toHaveBeenCalled();
  expect(screen.getByText('At most 9.')).toBeVisible();
  expect(screen.getByText('Write a whole number.')).toBeVisible();
  expect(screen.getByText(/^At least .*2026\.$/)).toBeVisible();
});

test('an option says more below its label, and one that isn’t offered can’t be chosen', async () => {
  show([form({ __typename: 'RadioBlock', id: 'way', label: 'Way', value: null, options: [option('post', 'Post', { description: 'In a week.' }), option('drone', 'Drone', { disabled: true })], ...input })]);
  expect(screen.getByRole('radio', { name: /Post.*In a week\./ })).toBeEnabled();
  expect(screen.getByRole('radio', { name: 'Drone' })).toBeDisabled();
});
