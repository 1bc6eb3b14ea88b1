// Getting into a queue by the widget, and what keeps one out.
import { customer } from './support/customer';
import { findings } from './support/desk';
import { claim, enter, expect, launcher, messagesOf, test, texts, widgetOf } from './support/scene';

test('the place in line moves as others are served, and a customer who leaves is out of it', async ({ page, browser, shop, queue, niilo }) => {
  const before = await browser.newContext();
  const other = await before.newPage();
  await other.goto(shop.origin);
  await enter(other, 'Ensimmäinen', 'Onni');
  await page.goto(shop.origin);
  await launcher(page).click();
  const widget = widgetOf(page);
  await widget.getByRole('button', { name: 'Siirry jonoon' }).click();
  await expect(widget.getByRole('region', { name: 'Paikkasi jonossa' })).toContainText('2');
  await claim(niilo, queue);
  await expect(widget.getByText('Olet seuraava')).toBeVisible();
  await expect(widget.getByRole('status').filter({ hasText: 'Paikkasi jonossa on 1.' })).toBeAttached();
  await widget.getByRole('button', { name: 'Poistu jonosta' }).click();
  await widget.getByRole('dialog').getByRole('button', { name: 'Poistu jonosta' }).click();
  await expect(widget.getByRole('heading', { name: 'Hei! Miten voimme auttaa?' })).toBeVisible();
  expect((await niilo.does('claim', { queueId: queue }))['__typename']).toBe('QueueEmpty');
  await before.close();
});

test('a request whose answer was lost isn’t made twice, and its message isn’t in the box again', async ({ page, shop, queue, niilo }) => {
  await page.goto(shop.origin);
  await launcher(page).click();
  const widget = widgetOf(page);
  let requests = 0;
  await page.route('**/o/demo/graphql', async (route) => {
    if (!/^mutation Enqueue\b/.test((route.request().postDataJSON() as { query: string }).query)) return route.fallback();
    requests += 1;
    await route.fetch();
    await route.abort('connectionreset');
  });
  await widget.getByLabel('Viestisi').fill('Hei! Milloin tilaukseni lähtee?');
  await widget.getByRole('button', { name: 'Siirry jonoon' }).click();
  await expect(widget.getByRole('alert')).toHaveText(/./);
  await widget.getByRole('button', { name: 'Siirry jonoon' }).click();
  await expect(widget.getByText('Olet seuraava')).toBeVisible();
  await expect(widget.getByLabel('Viesti', { exact: true })).toHaveValue('');
  await expect(messagesOf(widget).getByText('Hei! Milloin tilaukseni lähtee?')).toHaveCount(1);
  expect(requests).toBe(1);
  await claim(niilo, queue);
  expect((await niilo.does('claim', { queueId: queue }))['__typename']).toBe('QueueEmpty');
});

test('a closed queue says so, and opens by itself', async ({ page, shop, queue, operator }) => {
  await operator.does('closeQueue', { queueId: queue });
  await page.clock.install();
  await page.goto(shop.origin);
  await launcher(page).click();
  const widget = widgetOf(page);
  await expect(widget.getByRole('heading', { name: 'Emme ole juuri nyt paikalla' })).toBeVisible();
  await operator.does('openQueue', { queueId: queue });
  // The widget looks again every 20 seconds; a turn of the clock may come while it is still asking, so there are a few.
  await expect(async () => {
    await page.clock.fastForward(20_000);
    await expect(widget.getByRole('button', { name: 'Siirry jonoon' })).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 5_000 });
});

test('a queue that closes meanwhile, or is full, refuses in words', async ({ page, shop, queue, operator }) => {
  await page.goto(shop.origin);
  await launcher(page).click();
  const widget = widgetOf(page);
  await expect(widget.getByRole('button', { name: 'Siirry jonoon' })).toBeVisible();
  await operator.does('updateQueue', { queueId: queue, suspended: true });
  await widget.getByRole('button', { name: 'Siirry jonoon' }).click();
  await expect(widget.getByRole('heading', { name: 'Emme ole juuri nyt paikalla' })).toBeFocused();
});

test('without a queue in the tag the customer chooses among those that are open', async ({ page, shop, queue, niilo, operator }) => {
  const { queue: own } = await operator.ask<{ queue: { name: string } }>(`{ queue(id: "${queue}") { name } }`);
  const closed = `Huolto ${crypto.randomUUID()}`;
  await operator.does('createQueue', { name: closed });
  await page.goto(`${shop.origin}?queue=`);
  await launcher(page).click();
  const widget = widgetOf(page);
  await expect(widget.getByRole('radio', { name: closed })).toBeDisabled();
  await widget.getByRole('radio', { name: own.name, exact: true }).check();
  await widget.getByRole('button', { name: 'Siirry jonoon' }).click();
  await expect(widget.getByText('Olet seuraava')).toBeVisible();
  await claim(niilo, queue);
  await expect(messagesOf(widget).getByText('Niilo liittyi')).toBeVisible();
});

test('a transferred customer waits again: why, for which queue and at which place, until somebody claims them', async ({ page, shop, queue, niilo, operator, vuoro, guest }) => {
  await guest('stage');
  const made = await operator.does('createQueue', { name: 'Tekninen tuki' }, '... on QueueCreated { queue { id } }');
  const { id: other } = made['queue'] as { id: string };
  const { viewer } = await niilo.ask<{ viewer: { id: string } }>('{ viewer { ... on Member { id } } }');
  await operator.does('setQueueHandlers', { queueId: other, memberIds: [viewer.id] });
  await operator.does('openQueue', { queueId: other });
  await customer(vuoro, other, { name: 'Onni' });

  await page.goto(shop.origin);
  const widget = await enter(page, 'Laite ei käynnisty');
  const id = await claim(niilo, queue);
  await expect(messagesOf(widget).getByText('Niilo liittyi')).toBeVisible();
  await expect(widget.getByRole('banner').getByText('Niilo')).toBeVisible();
  expect((await niilo.does('move', { conversationId: id, queueId: other, text: 'Tuki osaa tämän.' }))['__typename']).toBe('Moved');

  const waiting = widget.getByRole('region', { name: 'Paikkasi jonossa' });
  const why = 'Sinut siirrettiin jonoon Tekninen tuki: Tuki osaa tämän.';
  const isWaitingAgain = async () => {
    await expect(waiting.getByText('2', { exact: true })).toBeVisible();
    await expect(waiting.getByText(why)).toBeVisible();
    await expect(messagesOf(widget).getByText(why)).toHaveCount(0);
    await expect(widget.getByRole('banner').getByText('Tekninen tuki')).toBeVisible();
    await expect(widget.getByRole('banner').getByText('Niilo')).toHaveCount(0);
    await expect(widget.getByRole('button', { name: 'Poistu jonosta' })).toBeVisible();
  };
  await isWaitingAgain();
  expect(await findings(page)).toEqual([]);
  await page.reload();
  await isWaitingAgain();
  // What the customer writes meanwhile is there for the next one.
  await widget.getByLabel('Viesti', { exact: true }).fill('Odotan');
  await widget.getByLabel('Viesti', { exact: true }).press('Enter');
  await expect(messagesOf(widget).getByText('Odotan')).toBeVisible();
  await claim(niilo, other);
  await expect(waiting.getByText('Olet seuraava')).toBeVisible();
  expect(await claim(niilo, other)).toBe(id);
  await expect(waiting).toHaveCount(0);
  await expect(widget.getByRole('banner').getByText('Niilo')).toBeVisible();
  await expect(messagesOf(widget).getByText(why)).toBeVisible();
  expect(await texts(niilo, id)).toEqual(['Laite ei käynnisty', 'Odotan']);
});
