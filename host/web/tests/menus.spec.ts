// Menus are beside their button, whole and on top, wherever the button is.
import type { Locator, Page } from '@playwright/test';
import { customer } from './support/customer';
import type { Customer } from './support/customer';
import { findings, sidebar, signIn } from './support/desk';
import { expect, test } from './support/scene';

/** The menu is whole in the window, beside its button, and nothing covers an item, as soon as it has its place. */
async function isWell(page: Page, button: Locator): Promise<void> {
  await expect(() => isInPlace(page, button)).toPass({ timeout: 5_000 });
}

async function isInPlace(page: Page, button: Locator): Promise<void> {
  const menu = page.getByRole('menu');
  await expect(menu).toBeVisible();
  const [list, from, window] = [(await menu.boundingBox())!, (await button.boundingBox())!, page.viewportSize()!];
  expect(list.x).toBeGreaterThanOrEqual(0);
  expect(list.y).toBeGreaterThanOrEqual(0);
  expect(list.x + list.width).toBeLessThanOrEqual(window.width);
  expect(list.y + list.height).toBeLessThanOrEqual(window.height);
  const gap = list.y > from.y ? list.y - (from.y + from.height) : from.y - (list.y + list.height);
  expect(gap).toBeGreaterThanOrEqual(0);
  expect(gap).toBeLessThanOrEqual(8);
  expect(list.x).toBeLessThanOrEqual(from.x + from.width);
  expect(list.x + list.width).toBeGreaterThanOrEqual(from.x);
  for (const item of await menu.getByRole('menuitem').all()) {
    const isOnTop = (element: Element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      return element.contains(document.elementFromPoint(left + width / 2, top + height / 2));
    };
    expect(await item.evaluate(isOnTop), (await item.textContent()) ?? '').toBe(true);
  }
}

/** The row of the queue in which somebody waits, and its menu's button. */
function waiting(page: Page) {
  const row = sidebar(page).locator('.side-row.waiting').first();
  return { row, button: row.getByRole('button', { name: /^Valikko: / }) };
}

test('the menu of a queue in which somebody waits opens beside its button by mouse', async ({ page, vuoro, queue }) => {
  await customer(vuoro, queue, { name: 'Aino' });
  await signIn(page, vuoro, 'niilo');
  const { row, button } = waiting(page);
  await row.hover();
  await button.click();
  await isWell(page, button);
  await page.getByRole('menuitem', { name: /^Nappaa/ }).click();
  await expect(page.getByRole('heading', { name: 'Aino', exact: true })).toBeVisible();
  await expect(page.getByRole('menu')).toHaveCount(0);
});

test('a press elsewhere closes a menu, and one at the edge of the window opens towards its middle', async ({ page, vuoro, queue }) => {
  const aino = await customer(vuoro, queue, { name: 'Aino' });
  await signIn(page, vuoro, 'niilo');
  const { row, button } = waiting(page);
  await row.hover();
  await button.click();
  await page.mouse.click(900, 600);
  await expect(page.getByRole('menu')).toHaveCount(0);
  const person = page.getByRole('button', { name: 'Valikko: Niilo' });
  await person.click();
  await isWell(page, person);
  expect(await findings(page)).toEqual([]);
  await page.setViewportSize({ width: 900, height: 420 });
  await isWell(page, person);
  await aino.does('leaveQueue');
});

test('on a phone a touch opens the menu beside its button, above the badges of other rows', async ({ browser, vuoro, queue, operator, niilo }) => {
  const { viewer } = await niilo.ask<{ viewer: { id: string } }>('{ viewer { ... on Member { id } } }');
  const others = ['Toinen', 'Kolmas', 'Neljäs'];
  const waits: Customer[] = [];
  for (const name of others) {
    const made = await operator.does('createQueue', { name: `${name} jono`, settings: {} }, '... on QueueCreated { queue { id } }');
    const { id } = made['queue'] as { id: string };
    await operator.does('setQueueHandlers', { queueId: id, memberIds: [viewer.id] });
    await operator.does('openQueue', { queueId: id });
    waits.push(await customer(vuoro, id, { name }));
  }
  waits.push(await customer(vuoro, queue, { name: 'Aino' }));
  const context = await browser.newContext({ viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  await signIn(page, vuoro, 'niilo');
  const rows = sidebar(page).locator('.side-row.waiting');
  await expect(rows).toHaveCount(4);
  for (const row of await rows.all()) {
    const button = row.getByRole('button', { name: /^Valikko: / });
    await button.tap();
    await isWell(page, button);
    await page.getByRole('heading', { name: 'Jonot', exact: true }).tap();
    await expect(page.getByRole('menu')).toHaveCount(0);
  }
  await context.close();
  for (const each of waits) await each.does('leaveQueue');
});

test('by the keyboard a menu opens at its first item, arrows move in it, and Escape gives the focus back', async ({ page, vuoro, queue }) => {
  const aino = await customer(vuoro, queue, { name: 'Aino' });
  await signIn(page, vuoro, 'niilo');
  const { row, button } = waiting(page);
  await row.getByRole('link').focus();
  await page.keyboard.press('Tab');
  await expect(button).toBeFocused();
  await page.keyboard.press('Enter');
  await isWell(page, button);
  await expect(page.getByRole('menuitem').first()).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('menuitem').last()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(button).toBeFocused();
  await expect(page.getByRole('menu')).toHaveCount(0);
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem').first()).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Tapahtumaloki' })).toBeVisible();
  await aino.does('leaveQueue');
});
