// Pictures of the views, as somebody sees them who works there; the README shows some. `VUORO_SCREENSHOTS` names a folder for
// them, else they go with the other results.
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { customer } from './support/customer';
import { claimFirst, composer, messages, send, settled, sidebar, signIn } from './support/desk';
import { expect, test } from './support/scene';

const FOLDER = process.env['VUORO_SCREENSHOTS'];

test('each view has a picture, in light and in dark, wide and on a phone', async ({ page, own: vuoro }, about) => {
  test.setTimeout(180_000);
  const operator = await vuoro.member('operator');
  const take = async (name: string, on: Page = page) => {
    const picture = await on.screenshot({ path: join(FOLDER ?? about.outputDir, `${name}.png`), animations: 'disabled' });
    expect(picture.length).toBeGreaterThan(5_000);
  };
  for (const pluginId of ['tags', 'canned-replies', 'notes']) await operator.does('enablePlugin', { pluginId });
  for (const [name, colour] of [['Toimitus', '#2a7de1'], ['Palautus', '#d9480f'], ['Laskutus', '#2b8a3e']]) await operator.does('createTag', { name, colour });
  await operator.does('createCannedReply', { scope: 'ORGANISATION', keyword: 'moi', text: 'Moi! Miten voin auttaa?' });
  await operator.does('createCannedReply', { scope: 'ORGANISATION', keyword: 'palautus', text: 'Voit palauttaa tuotteen 30 päivän sisällä. Ohje on paketissa.' });
  const { queues } = await operator.ask<{ queues: { nodes: { id: string; name: string }[] } }>('{ queues { nodes { id name } } }');
  const [first, second] = queues.nodes;
  if (!first || !second) throw new Error('the demo has two queues');
  await operator.does('createNoteField', { queueId: first.id, kind: 'TEXT', label: 'Tilausnumero' });
  await operator.does('createNoteField', { queueId: first.id, kind: 'CHOICE', label: 'Syy', options: ['Myöhässä', 'Rikki', 'Muu'] });

  await page.setViewportSize({ width: 1366, height: 820 });
  await page.goto(`${vuoro.base}/console/`);
  await expect(page.getByLabel('Salasana')).toBeVisible();
  await take('sign-in');
  await signIn(page, vuoro, 'niilo');
  const aino = await customer(vuoro, first.id, {
    name: 'Aino', message: 'Hei! Milloin tilaukseni lähtee?',
    metadata: [
      { kind: 'TECHNICAL', key: 'sivu', value: 'https://havu.example/ostoskori' },
      { kind: 'LIVE', key: 'ostoskori', value: '89,90 €' },
      { kind: 'FOLDED', key: 'tuotteet', value: [{ nimi: 'Retkikeitin', hinta: 59.9 }, { nimi: 'Muki', hinta: 30 }] },
    ],
  });
  await customer(vuoro, first.id, { name: 'Onni', message: 'Voiko koon vaihtaa?' });
  await customer(vuoro, second.id, { message: 'Moi' });
  await expect(sidebar(page).locator('.side-row.waiting')).toHaveCount(2);
  await page.goto(`${vuoro.base}/console/o/demo/q/${first.id}`);
  await expect(page.locator('.event-log > li').first()).toBeVisible();
  await take('queue');
  await claimFirst(page, vuoro, first.id);
  await send(page, 'Moi Aino! Katsotaan heti.');
  await aino.says('Tilausnumero on 12345. Katso https://havu.example/tilaus/12345');
  await send(page, 'Se lähti juuri äsken, ja on perillä huomenna.');
  await aino.says('Kiitos paljon!');
  await aino.says('👍');
  await expect(messages(page)).toContainText('Kiitos paljon!');
  await expect(page.locator('.pending')).toHaveCount(0);
  await settled(page);
  await take('conversation-light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await take('conversation-dark');
  await page.setViewportSize({ width: 390, height: 800 });
  await take('conversation-phone');
  await page.goto(`${vuoro.base}/console/o/demo`);
  await expect(sidebar(page).getByText('Aino')).toBeVisible();
  await take('lists-phone');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(`${vuoro.base}/console/o/demo/c/${aino.id}`);
  await expect(composer(page)).toBeVisible();
  await take('conversation-320');

  const owner = await (await page.context().browser()!.newContext({ locale: 'fi-FI' })).newPage();
  await owner.setViewportSize({ width: 1366, height: 820 });
  await signIn(owner, vuoro, 'owner');
  for (const place of ['settings/general', 'settings/members', 'settings/queues', `settings/queues/${first.id}`, 'settings/plugins', 'me/notifications']) {
    await owner.goto(`${vuoro.base}/console/o/demo/${place}`);
    await settled(owner);
    await take(place.replace(first.id, 'one').replaceAll('/', '-'), owner);
  }
  await owner.context().close();
});
