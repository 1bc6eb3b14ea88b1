// An agent in the console and a customer in the widget, each in a browser of their own.
import { anotherBrowser, claimFirst, messages, send, signIn } from './support/desk';
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
  await page.getByRole('menuitem', { name: 'Päätä', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Päätä' }).click();
  await expect(widget.getByText(/päätti keskustelun|Keskustelu on päättynyt/i).first()).toBeVisible();
  await expect(messages(page)).toContainText('Niilo päätti keskustelun');
  await theirs.context().close();
});
