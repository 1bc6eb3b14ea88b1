// The streams of console and widget, through whatever ends them.
import type { Page } from '@playwright/test';
import { customer } from './support/customer';
import { anotherBrowser, claimFirst, messages, sidebar, signIn } from './support/desk';
import { startPage } from './support/page';
import type { Ending } from './support/proxy';
import { startProxy } from './support/proxy';
import { claim, enter, expect, letEmbed, messagesOf, test, widgetOf, write } from './support/scene';

/** What proxies and servers close with for troubles that pass; null is a connection that is gone without a word. */
const ENDINGS: readonly Ending[] = [null, 1000, 1002, 1008, 1009, 1011, 4400, 4401, 4429, 4500];

test('whatever a socket is closed with, before or after it is acknowledged, console and widget go on where they were', async ({ page, browser, vuoro, queue, niilo, operator }) => {
  const [desk, front] = [await startProxy(vuoro.base), await startProxy(vuoro.base)];
  const shop = await startPage(front.base, { organisation: 'demo', queue });
  await letEmbed(operator, [shop.origin]);
  const theirs = await anotherBrowser(browser);
  await theirs.goto(shop.origin);
  const widget = await enter(theirs, 'Hei');
  await signIn(page, { ...vuoro, base: desk.base }, 'niilo');
  await claimFirst(page, { ...vuoro, base: desk.base }, queue);
  await expect(messagesOf(widget).getByText('Niilo liittyi')).toBeVisible();
  const id = new URL(page.url()).pathname.split('/').at(-1)!;

  // The pauses between tries are for servers in trouble, not for those who run tests.
  const hurry = () => Promise.all([page.locator('body'), widget.locator('body')].map((each) => each.evaluate(() => void window.dispatchEvent(new Event('online')))));
  const said: string[] = [];
  for (const how of ENDINGS) {
    const cut = Promise.all([desk.cut(how), front.cut(how)]);
    await hurry();
    await cut;
    const text = `Katkon ${how} jälkeen`;
    said.push(text);
    await write(niilo, id, text);
    await hurry();
    for (const list of [messages(page), messagesOf(widget)]) await expect(list.getByText(text)).toBeVisible();
  }
  await expect(messages(page).locator('.bubble')).toHaveText(['Hei', ...said]);
  await expect(messagesOf(widget).locator('.bubble')).toHaveText(['Hei', ...said]);
  await expect(page.getByText('Ei yhteyttä')).toHaveCount(0);
  await expect(widget.getByText('Ei yhteyttä').first()).toBeHidden();
  // The sidebar's own stream lives too.
  const onni = await customer(vuoro, queue, { name: 'Onni' });
  await expect(sidebar(page).locator('.side-row.waiting')).toContainText('1 asiakas odottaa');
  await onni.does('leaveQueue');
  await expect(sidebar(page).locator('.side-row.waiting')).toHaveCount(0);
  await theirs.context().close();
  await Promise.all([shop.stop(), desk.stop(), front.stop()]);
});

/** Lets the server refuse the stream of a conversation as something that it doesn't know, until it is said that it does. */
async function refuseLog(page: Page): Promise<() => void> {
  let isRefused = true;
  await page.routeWebSocket('**/o/demo/graphql', (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((text) => {
      const { type, id, payload } = JSON.parse(String(text)) as { type: string; id?: string; payload?: { query?: string } };
      if (isRefused && type === 'subscribe' && /^subscription Log\b/.test(payload?.query ?? '')) {
        socket.send(JSON.stringify({ id, type: 'error', payload: [{ message: 'There is no such field.', extensions: { code: 'BAD_INPUT' } }] }));
      } else server.send(text);
    });
  });
  return () => (isRefused = false);
}

test('a stream that is over for good is said to be, in the console and in the widget', async ({ page, browser, vuoro, shop, queue, niilo }) => {
  const theirs = await anotherBrowser(browser);
  const mend = await refuseLog(theirs);
  await theirs.goto(shop.origin);
  const widget = await enter(theirs, 'Hei');
  await expect(widget.getByText('Uudet viestit eivät enää tule tähän ikkunaan.').first()).toBeVisible();
  const id = await claim(niilo, queue);
  await write(niilo, id, 'Moi!');
  mend();
  await widget.getByRole('button', { name: 'Yritä uudelleen' }).click();
  await expect(messagesOf(widget).getByText('Moi!')).toBeVisible();
  await expect(widgetOf(theirs).getByRole('button', { name: 'Yritä uudelleen' })).toHaveCount(0);
  await theirs.context().close();

  const mendConsole = await refuseLog(page);
  await signIn(page, vuoro, 'niilo');
  await page.goto(`${vuoro.base}/console/o/demo/c/${id}`);
  const over = page.getByRole('alert').filter({ hasText: 'Sivu ei enää päivity itsestään.' });
  await expect(over).toBeVisible();
  mendConsole();
  await page.getByRole('button', { name: 'Päivitä' }).click();
  await expect(messages(page)).toContainText('Moi!');
  await expect(over).toHaveCount(0);
});
