// Two tabs of one browser, which share the signed-in account.
import type { Page } from '@playwright/test';
import { customer } from './support/customer';
import { claimFirst, composer, messages, sidebar, signIn } from './support/desk';
import { expect, test } from './support/scene';

const PASSWORD = 'vuoro-demo-password';

/** Fills in the form that the page shows. */
async function signInHere(page: Page, name: string): Promise<void> {
  await page.getByLabel('Sähköpostiosoite').fill(`${name}@demo.example`);
  await page.getByLabel('Salasana').fill(PASSWORD);
  await page.getByRole('button', { name: 'Kirjaudu' }).click();
  await expect(sidebar(page).getByRole('link').first()).toBeVisible();
}

test('a tab never acts in the name of somebody who signed in on another, and says who is there now', async ({ page, context, vuoro, queue, operator }) => {
  const { members } = await operator.ask<{ members: { nodes: { id: string; email: string }[] } }>('{ members(first: 50) { nodes { id email } } }');
  const both = members.nodes.filter(({ email }) => /niilo|hermanni/.test(email)).map(({ id }) => id);
  await operator.does('setQueueHandlers', { queueId: queue, memberIds: both });
  const aino = await customer(vuoro, queue, { name: 'Hermannin Aino', message: 'Hei' });
  const onni = await customer(vuoro, queue, { name: 'Onni' });
  const other = await context.newPage();
  for (const tab of [page, other]) await tab.goto(`${vuoro.base}/console/`);
  await signInHere(page, 'hermanni');
  await claimFirst(page, vuoro, queue);
  await composer(page).fill('Hermannin kesken');
  const conversation = page.url();
  await page.goto(`${vuoro.base}/console/o/demo/q/${queue}`);
  const claim = page.getByRole('button', { name: /^Nappaa asiakas \(/ });
  await expect(claim).toBeEnabled();

  // The other tab has shown its form all the while.
  await signInHere(other, 'niilo');
  await claim.click();
  const dialog = page.getByRole('dialog', { name: 'Kirjautuneena on nyt Niilo' });
  await expect(dialog).toContainText('niilo@demo.example');
  await expect(dialog).toContainText('Hermanni');
  await dialog.getByRole('button', { name: 'Jatka' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(sidebar(page)).not.toContainText('Hermannin Aino');
  const { conversation: left } = await operator.ask<{ conversation: { state: string } }>(`{ conversation(id: "${onni.id}") { state } }`);
  expect(left.state).toBe('WAITING');
  await onni.does('leaveQueue');
  // Nothing of Hermanni's is shown to Niilo, and nothing of it is gone.
  await page.reload();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await context.clearCookies();
  await page.goto(`${vuoro.base}/console/`);
  await signInHere(page, 'hermanni');
  await page.goto(conversation);
  await expect(messages(page)).toContainText('Hei');
  await expect(composer(page)).toHaveValue('Hermannin kesken');
  expect(await aino.reads()).toEqual(['Hei']);
});

test('a message that waits for the network goes out in the name of the one who wrote it, or not at all', async ({ page, context, vuoro, queue }) => {
  await signIn(page, vuoro, 'niilo');
  const aino = await customer(vuoro, queue, { name: 'Aino', message: 'Hei' });
  await claimFirst(page, vuoro, queue);
  const conversation = page.url();
  // No answer comes for this message, as if the network were gone.
  await page.route('**/o/demo/graphql', (route) => (/^mutation Send\b/.test((route.request().postDataJSON() as { query: string }).query) ? route.abort() : route.fallback()));
  await composer(page).fill('Niilon viesti');
  await composer(page).press('Enter');
  await expect(page.locator('.message.pending')).toContainText('Niilon viesti');
  const other = await context.newPage();
  await context.clearCookies();
  await other.goto(`${vuoro.base}/console/`);
  await signInHere(other, 'hermanni');
  await page.unroute('**/o/demo/graphql');
  await page.evaluate(() => void window.dispatchEvent(new Event('online')));
  await expect(page.getByRole('dialog', { name: 'Kirjautuneena on nyt Hermanni' })).toBeVisible();
  expect(await aino.reads()).toEqual(['Hei']);
  await other.close();
  // Niilo signs in again: what he wrote goes out now, once.
  await context.clearCookies();
  await page.goto(`${vuoro.base}/console/`);
  await signInHere(page, 'niilo');
  await page.goto(conversation);
  await expect.poll(() => aino.reads()).toEqual(['Hei', 'Niilon viesti']);
});
