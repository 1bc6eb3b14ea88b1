import { render, screen } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test, vi } from 'vitest';
import { Menu } from './Menu';

const showPopover = vi.fn();

beforeEach(() => {
  showPopover.mockClear();
  // jsdom has no top layer.
  HTMLElement.prototype.showPopover = showPopover;
});

function shown() {
  const onClaim = vi.fn();
  const onClose = vi.fn();
  const items = [{ label: 'Claim', onChoose: onClaim }, { label: 'Log', disabled: true, onChoose: vi.fn() }, { label: 'Close', onChoose: onClose }];
  render(<Menu label="Queue" items={items}>…</Menu>);
  return { onClaim, onClose, button: screen.getByRole('button', { name: 'Queue' }) };
}

test('a menu opens in the top layer with its first item focused, and arrows go round', async () => {
  const { button, onClose } = shown();
  button.focus();
  await userEvent.keyboard('{Enter}');
  expect(showPopover).toHaveBeenCalledOnce();
  expect(button).toHaveAttribute('aria-expanded', 'true');
  expect(screen.getByRole('menuitem', { name: 'Claim' })).toHaveFocus();
  await userEvent.keyboard('{ArrowUp}');
  expect(screen.getByRole('menuitem', { name: 'Close' })).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  expect(onClose).toHaveBeenCalledOnce();
  expect(screen.queryByRole('menu')).toBeNull();
  expect(button).toHaveFocus();
});

test('the arrow down opens a menu, and Escape closes it and gives the focus back', async () => {
  const { button } = shown();
  button.focus();
  await userEvent.keyboard('{ArrowDown}');
  expect(screen.getByRole('menu')).toBeInTheDocument();
  await userEvent.keyboard('{Escape}');
  expect(screen.queryByRole('menu')).toBeNull();
  expect(button).toHaveFocus();
});

test('a press outside closes a menu, and a browser without a top layer shows it all the same', async () => {
  Reflect.deleteProperty(HTMLElement.prototype, 'showPopover');
  const { button, onClaim } = shown();
  await userEvent.click(button);
  expect(screen.getByRole('menu')).toBeInTheDocument();
  await userEvent.click(document.body);
  expect(screen.queryByRole('menu')).toBeNull();
  expect(onClaim).not.toHaveBeenCalled();
});
