// A plugin that says no to a message: to an agent, and to a customer.
import { customer } from './support/customer';
import { claimFirst, composer, findings, messages, send, signIn } from './support/desk';
import { claim, enter, expect, messagesOf, test, texts } from './support/scene';

test('an agent reads why a message was refused, and edits it or gives it up', async ({ page, vuoro, queue, guest }) => {
  await guest('sample');
  await signIn(page, vuoro, 'niilo');
  const aino = await customer(vuoro, queue, { name: 'Aino', message: 'Hei' });
  await claimFirst(page, vuoro, queue);
  await send(page, 'swear');
  const refused = page.locator('.message.refused');
  await expect(refused.getByRole('alert')).toContainText('Kauniisti.');
  expect(await findings(page)).toEqual([]);
  // Those behind it go through.
  await send(page, 'Moi!');
  await expect.poll(() => aino.reads()).toEqual(['Hei', 'Moi!']);
  // A reload doesn't send it, and keeps it for its writer.
  await page.reload();
  await expect(refused.getByRole('alert')).toContainText('Kauniisti.');
  await composer(page).fill('Vai niin');
  await refused.getByRole('button', { name: 'Muokkaa' }).click();
  await expect(refused).toHaveCount(0);
  await expect(composer(page)).toBeFocused();
  await expect(composer(page)).toHaveValue('swear\nVai niin');
  await send(page, 'swear');
  await refused.getByRole('button', { name: 'Hylkää' }).click();
  await expect(refused).toHaveCount(0);
  await expect(composer(page)).toBeFocused();
  await expect(messages(page)).not.toContainText('swear');
  expect(await aino.reads()).toEqual(['Hei', 'Moi!']);
});

test('a customer reads why a message was refused, and edits it or gives it up', async ({ page, shop, queue, niilo, guest }) => {
  await guest('sample');
  await page.goto(shop.origin);
  const widget = await enter(page, 'Hei');
  const id = await claim(niilo, queue);
  const box = widget.getByLabel('Viesti', { exact: true });
  const refused = messagesOf(widget).getByRole('alert');
  await box.fill('swear');
  await box.press('Enter');
  await expect(refused).toContainText('Kauniisti.');
  expect(await findings(page)).toEqual([]);
  await box.fill('Moi!');
  await box.press('Enter');
  await expect.poll(() => texts(niilo, id)).toEqual(['Hei', 'Moi!']);
  await refused.getByRole('button', { name: 'Muokkaa ja lähetä uudelleen' }).click();
  await expect(refused).toHaveCount(0);
  await expect(box).toBeFocused();
  await expect(box).toHaveValue('swear');
  await box.press('Enter');
  await refused.getByRole('button', { name: 'Hylkää' }).click();
  await expect(refused).toHaveCount(0);
  await expect(box).toBeFocused();
  await expect(messagesOf(widget)).not.toContainText('swear');
  expect(await texts(niilo, id)).toEqual(['Hei', 'Moi!']);
});
