// An agent in the console and a customer in the widget, each in a browser of their own.
import { anotherBrowser, claimFirst, composer, messages, send, sidebar, signIn, tools } from './support/desk';
import { enter, expect, messagesOf, test } from './support/scene';

test('a customer on a shop’s page and an agent in the console talk, and both see the end', async ({ page, browser, vuoro, shop, queue }) => {
  const theirs = await anotherBrowser(browser);
  await signIn(page, vuoro, 'niilo');
  await theirs.goto(shop.origin);
  const widget = await enter(theirs, 'Hei! Milloin tilaukseni lähtee?');
  await claimFirst(page, vuoro, queue);
  await expect(messages(page)).toContainText('Hei! Milloin tilaukseni lähtee?');
  await expect(messagesOf(widget).getByText('Niilo liittyi keskusteluun')).toBeVisible();

  await widget.getByLabel('Viesti', { exact: true }).pressSequentially('Tilausnumero');
  await expect(messages(page).getByText('Asiakas kirjoittaa')).toBeVisible();
  await theirs.keyboard.press('Enter');
  await expect(messages(page)).toContainText('Tilausnumero');
  await send(page, 'Kiitos, katson heti.');
  await expect(messagesOf(widget).getByText('Kiitos, katson heti.')).toBeVisible();

  await page.getByRole('button', { name: 'Valikko: Aino' }).last().click();
  await page.getByRole('menuitem', { name: 'Lopeta', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Lopeta' }).click();
  await expect(widget.getByRole('heading', { name: 'Niilo lopetti keskustelun.' })).toBeVisible();
  await expect(messages(page)).toContainText('Niilo lopetti keskustelun');
  await theirs.context().close();
});

test('the demo as it starts: a customer on the shop’s page is served in the console with a tag, a note and a canned reply', async ({ page, browser, own: vuoro }) => {
  const operator = await vuoro.member('operator');
  const { queues } = await operator.ask<{ queues: { nodes: { id: string; name: string }[] } }>('{ queues { nodes { id name } } }');
  const queue = queues.nodes.find(({ name }) => name === 'Asiakaspalvelu')!.id;
  await operator.does('createTag', { name: 'Toimitus', colour: '#2a7de1' });
  await operator.does('createCannedReply', { scope: 'ORGANISATION', keyword: 'moi', text: 'Moi! Miten voin auttaa?' });
  await operator.does('createNoteField', { queueId: queue, kind: 'TEXT', label: 'Tilausnumero' });
  await signIn(page, vuoro, 'niilo');
  const theirs = await anotherBrowser(browser);
  await theirs.goto(`${vuoro.base}/demo/shop`);
  await theirs.getByRole('button', { name: 'Lisää ostoskoriin: Nokipannu' }).click();
  const widget = await enter(theirs, 'Milloin pannu lähtee?');

  await expect(sidebar(page).locator('.side-row.waiting')).toContainText('Asiakaspalvelu');
  await claimFirst(page, vuoro, queue);
  await expect(messages(page)).toContainText('Milloin pannu lähtee?');
  await expect(page.getByRole('button', { name: /^Asiakas/ })).toContainText('29,50');
  await composer(page).pressSequentially('/mo');
  await expect(page.getByRole('option', { name: /moi/ })).toBeVisible();
  await composer(page).pressSequentially('i ');
  await expect(composer(page)).toHaveValue('Moi! Miten voin auttaa?');
  await composer(page).press('Enter');
  await expect(messagesOf(widget).getByText('Moi! Miten voin auttaa?')).toBeVisible();
  // What is put in the cart meanwhile is seen at once.
  await theirs.keyboard.press('Escape');
  await theirs.getByRole('button', { name: 'Lisää ostoskoriin: Retkilyhty' }).click();
  await expect(page.getByRole('button', { name: /^Asiakas/ })).toContainText('78,50');

  await tools(page).getByRole('button', { name: 'Toimitus' }).click();
  const notes = tools(page).getByRole('region', { name: 'Merkinnät' });
  await notes.getByLabel('Tilausnumero').fill('12345');
  await notes.getByRole('button', { name: 'Tallenna' }).click();
  await expect(page.locator('.page-head-panels')).toContainText('12345');
  await expect(page.locator('.page-head-panels').getByRole('button', { name: 'Toimitus' })).toBeVisible();
  expect(await widget.locator('body').textContent()).not.toMatch(/12345|Toimitus/);
  await theirs.context().close();
});
