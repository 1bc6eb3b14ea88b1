// What plugins show in the widget.
import { findings } from './support/desk';
import { claim, enter, expect, launcher, messagesOf, test, widgetOf } from './support/scene';

test('what a plugin shows stands before the queue, in the conversation, after it and while closed', async ({ page, shop, queue, niilo, operator, guest }) => {
  await guest('stage');
  await page.goto(shop.origin);
  await launcher(page).click();
  const widget = widgetOf(page);
  const order = widget.getByRole('region', { name: 'Tilaus' });
  // A plugin's words are words.
  await expect(order.getByText('<b>Hei!</b>')).toBeVisible();
  const number = order.getByRole('textbox', { name: 'Tilausnumero' });
  for (const [value, problem] of [['123', /./], ['00000000', 'ei ole tilaus']] as const) {
    await number.fill(value);
    await order.getByRole('button', { name: 'Tallenna' }).click();
    await expect(order.locator('.field-error')).toHaveText(problem);
    await expect(number).toBeFocused();
  }
  await number.fill('12345678');
  expect(await findings(page)).toEqual([]);
  await order.getByRole('button', { name: 'Tallenna' }).click();
  await expect(order.getByText(`12345678 @ ${queue}`)).toBeVisible();

  await widget.getByRole('button', { name: 'Siirry jonoon' }).click();
  await expect(widget.getByText('Olet seuraava')).toBeVisible();
  const id = await claim(niilo, queue);
  await expect(widget.getByRole('region', { name: 'Sinulle' }).getByText(id)).toBeVisible();
  await niilo.does('endConversation', { conversationId: id });
  const grade = widget.getByRole('region', { name: 'Arvosana' });
  await grade.getByRole('radio', { name: '4' }).check();
  await grade.getByRole('button', { name: 'Lähetä' }).click();
  await expect(grade.getByText(`4 @ ${id}`)).toBeVisible();
  await expect(grade.getByRole('status')).toHaveText('Kiitos!');

  await operator.does('closeQueue', { queueId: queue });
  await widget.getByRole('button', { name: 'Aloita uusi keskustelu' }).click();
  const meanwhile = widget.getByRole('region', { name: 'Sillä välin' });
  await expect(meanwhile.getByRole('link', { name: 'Usein kysyttyä' })).toHaveAttribute('rel', 'noopener noreferrer nofollow');
  expect(await findings(page)).toEqual([]);
});

test('a panel asks with faces, numbers and days, and says at each what is wrong', async ({ page, shop, queue, operator, guest }) => {
  await guest('stage');
  await operator.does('closeQueue', { queueId: queue });
  await page.goto(shop.origin);
  await launcher(page).click();
  const poll = widgetOf(page).getByRole('region', { name: 'Sillä välin' });
  await expect(poll.getByRole('heading', { name: 'Toimitus' })).toBeVisible();
  await expect(poll.getByText('Kysymyksiä: 1 / 2')).toBeVisible();
  await expect(poll.getByText('3: kaukana')).toBeVisible();
  await expect(poll.getByRole('radio', { name: 'Drooni' })).toBeDisabled();
  await poll.getByLabel('Montako?').fill('12');
  await poll.getByLabel('Päivä').fill('2027-01-01');
  await poll.getByRole('button', { name: 'Vastaa' }).click();
  await expect(poll.locator('.field-error')).toHaveText(['Täytä tämä.', 'Enintään 9.', 'Enintään 31.12.2026.']);
  await expect(poll.getByRole('radio', { name: 'Tyytymätön', exact: true })).toBeFocused();
  expect(await findings(page)).toEqual([]);
  // Faces by keyboard: the arrows choose.
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await poll.getByRole('radio', { name: '2', exact: true }).check();
  await poll.getByLabel('Montako?').fill('3');
  await poll.getByLabel('Päivä').fill('2026-11-28');
  await poll.getByRole('radio', { name: 'Posti' }).check();
  await poll.getByRole('button', { name: 'Vastaa' }).click();
  await expect(poll).toContainText('{"day":"2026-11-28","face":1,"far":2,"pieces":3,"way":"post"}');
});

test('plugins that can’t be asked cost the customer nothing but their panels', async ({ page, shop, queue, niilo }) => {
  await page.route('**/o/demo/graphql', async (route) => {
    const { query } = route.request().postDataJSON() as { query: string };
    return query.includes('panels(') ? route.fulfill({ status: 500, json: { errors: [{ message: 'no' }] } }) : route.continue();
  });
  await page.goto(shop.origin);
  const widget = await enter(page, 'Hei');
  await claim(niilo, queue);
  await expect(messagesOf(widget).getByText('Niilo liittyi')).toBeVisible();
});
