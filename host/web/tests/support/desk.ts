// What tests of the console begin with.
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from '@playwright/test';
import { expect } from '@playwright/test';
import type { Vuoro } from './vuoro';

const PASSWORD = 'vuoro-demo-password';

/** Signs in through the page, and waits until the sidebar knows its queues. */
export async function signIn(page: Page, vuoro: Vuoro, name: string): Promise<void> {
  await page.goto(`${vuoro.base}/console/`);
  await page.getByLabel('Sähköpostiosoite').fill(`${name}@demo.example`);
  await page.getByLabel('Salasana').fill(PASSWORD);
  await page.getByRole('button', { name: 'Kirjaudu' }).click();
  await expect(page.getByRole('navigation', { name: 'Jonot ja keskustelut' }).getByRole('link').first()).toBeVisible();
}

/** Waits until the view is there, and nothing on the page is on its way any more. */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator('#main')).toBeVisible();
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
}

/** Another browser, with nothing of the first. */
export async function anotherBrowser(browser: Browser): Promise<Page> {
  return (await browser.newContext()).newPage();
}

export const sidebar = (page: Page) => page.getByRole('navigation', { name: 'Jonot ja keskustelut' });
export const messages = (page: Page) => page.getByRole('log', { name: 'Viestit' });
export const composer = (page: Page) => page.getByRole('textbox', { name: 'Viesti', exact: true });
export const tools = (page: Page) => page.getByRole('complementary', { name: 'Työkalut' });

/** Goes to a queue's page and claims the first in line. */
export async function claimFirst(page: Page, vuoro: Vuoro, queue: string): Promise<void> {
  await page.goto(`${vuoro.base}/console/o/demo/q/${queue}`);
  await page.getByRole('button', { name: /^Nappaa asiakas \(/ }).click();
  await expect(composer(page)).toBeFocused();
}

/** Writes and sends. */
export async function send(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
  await expect(composer(page)).toHaveValue('');
}

/** What axe-core finds on the page as it is; nothing is what it should be. */
export async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

/** What sticks out where the page would scroll sideways; nothing is what it should be. */
export async function sticksOut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    if (document.documentElement.scrollWidth <= window.innerWidth) return [];
    const all = [...document.querySelectorAll('body *')];
    return all.filter((each) => each.getBoundingClientRect().right > window.innerWidth).map((each) => `${each.tagName}.${each.className}`);
  });
}
