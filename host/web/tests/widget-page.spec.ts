// The widget and the page around it: who may embed it, and what passes between them.
import { startPage } from './support/page';
import { claim, enter, expect, launcher, letEmbed, messagesOf, test, widgetOf, write } from './support/scene';

test('put away, it counts what is unread, and says when it opens and closes', async ({ page, shop, queue, niilo }) => {
  await page.goto(shop.origin);
  await page.evaluate(() => {
    const said: unknown[] = [];
    Object.assign(window, { said });
    for (const name of ['open', 'close', 'state', 'unread']) {
      (window as unknown as { vuoro: (...call: unknown[]) => void }).vuoro('on', name, (value: unknown) => said.push([name, value]));
    }
  });
  const widget = await enter(page, 'Hei');
  const id = await claim(niilo, queue);
  await expect(messagesOf(widget).getByText('Niilo liittyi')).toBeVisible();
  await widget.getByRole('button', { name: 'Pienennä' }).click();
  await expect(launcher(page)).toBeFocused();
  await write(niilo, id, 'Oletko paikalla?');
  await expect(page.getByRole('button', { name: 'Chat, 1 uusi viesti' })).toBeVisible();
  await page.getByRole('button', { name: 'Chat, 1 uusi viesti' }).click();
  await expect(messagesOf(widget).getByText('Oletko paikalla?')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Avaa chat' })).toBeFocused();
  const said = await page.evaluate(() => JSON.stringify((window as unknown as { said: unknown }).said));
  expect(said).toContain('["state","waiting"]');
  expect(said).toContain('["state","conversation"]');
  expect(said).toContain('["unread",1]');
  expect(said).not.toContain('paikalla');
  expect(said).not.toMatch(/vv?_[0-9a-z]/);
});

test('what the page passes reaches the agent, the latest of each key, and nothing else of the page does', async ({ page, vuoro, niilo, operator }) => {
  await letEmbed(operator, [vuoro.base]);
  await page.goto(`${vuoro.base}/demo/shop?secret=1#part`);
  await page.getByRole('button', { name: 'Lisää ostoskoriin: Kuksa, visakoivu' }).click();
  const widget = await enter(page, 'Onko näitä lisää?');
  const { queues } = await niilo.ask<{ queues: { nodes: { id: string; name: string }[] } }>('{ queues { nodes { id name } } }');
  const id = await claim(niilo, queues.nodes.find(({ name }) => name === 'Asiakaspalvelu')?.id ?? '');
  await expect(messagesOf(widget).getByText('Niilo liittyi')).toBeVisible();
  type Known = { conversation: { metadata: { kind: string; key: string; value: unknown; origin: string }[] } };
  const known = async () => {
    const { conversation } = await niilo.ask<Known>(`{ conversation(id: "${id}") { metadata { kind key value origin } } }`);
    // A sum has a space that doesn't break.
    const plain = (value: unknown) => JSON.parse(JSON.stringify(value).replaceAll('\u00a0', ' ')) as unknown;
    return Object.fromEntries(conversation.metadata.map(({ kind, key, value }) => [key, [kind, plain(value)]]));
  };
  await expect.poll(known).toMatchObject({ Ostoskori: ['FOLDED', { 'Kuksa, visakoivu': '1 × 34,00 €' }], Yhteensä: ['LIVE', '34,00 €'] });
  // Put away, it still passes on what the page says.
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Lisää ostoskoriin: Nokipannu' }).click();
  await expect.poll(known).toMatchObject({ Yhteensä: ['LIVE', '63,50 €'] });
  await page.getByRole('button', { name: 'Vähennä: Kuksa, visakoivu' }).click();
  await page.getByRole('button', { name: 'Vähennä: Nokipannu' }).click();
  await expect.poll(async () => Object.values((await known())['Ostoskori'] ?? [null])).toContain(null);
  await niilo.does('endConversation', { conversationId: id });
});

test('a page that isn’t in the organisation’s list gets no app, and its author reads why in the browser’s console', async ({ page, vuoro, operator, queue }) => {
  const stranger = await startPage(vuoro.base, { organisation: 'demo', queue });
  await letEmbed(operator, [vuoro.base]);
  const said: string[] = [];
  page.on('console', (line) => said.push(line.text()));
  await page.clock.install();
  await page.goto(stranger.origin);
  await launcher(page).click();
  // As long as the loader waits for the app.
  await page.clock.fastForward(10_000);
  await expect(page.getByRole('alert')).toContainText('Chat ei ole juuri nyt käytettävissä');
  await expect(launcher(page)).toBeFocused();
  expect(said.join('\n')).toContain(`Is ${stranger.origin} in the organisation's list`);
  await expect(page.locator('iframe')).toHaveCount(0);
  await stranger.stop();
});

test('the language is the tag’s, else the page’s', async ({ page, shop }) => {
  for (const [query, words] of [['?language=sv', 'Hej! Hur kan vi hjälpa dig?'], ['?language=en-GB', 'Hi! How can we help?'], ['', 'Hei! Miten voimme auttaa?']] as const) {
    await page.goto(shop.origin + query);
    await launcher(page).or(page.getByRole('button', { name: 'Öppna chatten' })).click();
    await expect(widgetOf(page).getByRole('heading', { name: words })).toBeVisible();
  }
});

test('a page that asks for it has its customers remembered in the next tab, and no other page', async ({ page, context, shop, queue, niilo }) => {
  await page.goto(`${shop.origin}?remember=7`);
  await enter(page, 'Hei');
  const id = await claim(niilo, queue);
  await write(niilo, id, 'Moi!');
  const next = await context.newPage();
  await page.close();
  await next.goto(`${shop.origin}?remember=7`);
  await launcher(next).click();
  await expect(messagesOf(widgetOf(next)).getByText('Moi!')).toBeVisible();
  const other = await context.newPage();
  await other.goto(shop.origin);
  await launcher(other).click();
  await expect(widgetOf(other).getByRole('heading', { name: 'Hei! Miten voimme auttaa?' })).toBeVisible();
});
