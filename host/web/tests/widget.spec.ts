import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { startPage } from './support/page';
import { claim, enter, expect, launcher, letEmbed, messagesOf, test, texts, widgetOf, write } from './support/scene';

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

test('a customer on a page of another origin waits, is claimed, talks both ways and ends', async ({ page, shop, queue, niilo }) => {
  await page.goto(shop.origin);
  const widget = await enter(page, 'Hei! Milloin tilaukseni lähtee?');
  await expect(messagesOf(widget).getByText('Hei! Milloin tilaukseni lähtee?')).toBeVisible();
  // Writing while waiting.
  await widget.getByLabel('Viesti', { exact: true }).fill('Tilausnumero on 1234.');
  await page.keyboard.press('Enter');
  const id = await claim(niilo, queue);
  await expect(messagesOf(widget).getByText('Niilo liittyi keskusteluun')).toBeVisible();
  await expect(widget.getByRole('banner')).toContainText('Niilo');
  // Who wrote goes on writing: the focus stayed.
  await expect(widget.getByLabel('Viesti', { exact: true })).toBeFocused();

  await niilo.does('setTyping', { conversationId: id, typing: true });
  await expect(messagesOf(widget).getByText('Niilo kirjoittaa…')).toBeVisible();
  await write(niilo, id, 'Moi Aino! Katso https://shop.example/tilaus ja <b>odota</b>.');
  await expect(messagesOf(widget).getByText('Niilo kirjoittaa…')).toBeHidden();
  const link = widget.getByRole('link', { name: 'https://shop.example/tilaus' });
  await expect(link).toHaveAttribute('rel', 'noopener noreferrer nofollow');
  await expect(messagesOf(widget).getByText('<b>odota</b>')).toBeVisible();
  await expect(widget.getByRole('status').filter({ hasText: 'Niilo: Moi Aino!' })).toBeAttached();

  await widget.getByLabel('Viesti', { exact: true }).fill('Kiitos!');
  await page.keyboard.press('Enter');
  await expect(messagesOf(widget).getByText('Kiitos!')).toBeVisible();
  await expect.poll(() => texts(niilo, id)).toEqual([
    'Hei! Milloin tilaukseni lähtee?', 'Tilausnumero on 1234.', 'Moi Aino! Katso https://shop.example/tilaus ja <b>odota</b>.', 'Kiitos!',
  ]);
  await expect(messagesOf(widget).getByText('Lähetetty')).toBeVisible();
  const { conversation } = await niilo.ask<{ conversation: { lastSeq: number; visitorReadSeq: number } }>(`{ conversation(id: "${id}") { lastSeq visitorReadSeq } }`);
  await niilo.does('markRead', { conversationId: id, upTo: conversation.lastSeq });
  await expect(messagesOf(widget).getByText('Luettu')).toBeVisible();
  expect(conversation.visitorReadSeq).toBeGreaterThan(0);

  await widget.getByRole('button', { name: 'Lopeta keskustelu' }).click();
  await widget.getByRole('dialog').getByRole('button', { name: 'Lopeta keskustelu' }).click();
  await expect(widget.getByRole('heading', { name: 'Lopetit keskustelun.' })).toBeVisible();
  await expect(widget.getByLabel('Viesti', { exact: true })).toBeHidden();
  await widget.getByRole('button', { name: 'Aloita uusi keskustelu' }).click();
  await expect(widget.getByRole('heading', { name: 'Hei! Miten voimme auttaa?' })).toBeFocused();
});

test('the place in line moves as others are served, and who leaves is out', async ({ page, browser, shop, queue, niilo }) => {
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

test('files go both ways, by the button, by paste and by drop', async ({ page, shop, queue, niilo, vuoro }) => {
  await page.goto(shop.origin);
  const widget = await enter(page, 'Lähetän kuvan');
  const id = await claim(niilo, queue);
  await expect(messagesOf(widget).getByText('Niilo liittyi')).toBeVisible();
  await widget.locator('input[type=file]').setInputFiles({ name: 'Kuitti äö.txt', mimeType: 'text/plain', buffer: Buffer.from('kuitti') });
  const send = widget.getByRole('button', { name: 'Lähetä', exact: true });
  await expect(send).toHaveAttribute('aria-disabled', 'false');
  await send.click();
  await expect(widget.getByRole('button', { name: /Lataa Kuitti äö.txt/ })).toBeVisible();
  const download = page.waitForEvent('download');
  await widget.getByRole('button', { name: /Lataa Kuitti äö.txt/ }).click();
  expect((await download).suggestedFilename()).toBe('Kuitti äö.txt');

  for (const [kind, name] of [['paste', 'liite.png'], ['drop', 'pudotettu.png']] as const) {
    await widget.getByLabel('Viesti', { exact: true }).evaluate(
      (box, { kind, name, bytes }) => {
        const data = new DataTransfer();
        data.items.add(new File([Uint8Array.from(bytes)], name, { type: 'image/png' }));
        const event = kind === 'paste' ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }) : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
        box.dispatchEvent(event);
      },
      { kind, name, bytes: [...PNG] },
    );
    await expect(widget.getByRole('list', { name: 'Liitettävät tiedostot' })).toContainText(name);
    await expect(send).toHaveAttribute('aria-disabled', 'false');
    await send.click();
    await expect(widget.getByRole('button', { name: `Avaa kuva ${name}` }).locator('img')).toBeVisible();
  }
  await widget.getByRole('button', { name: 'Avaa kuva liite.png' }).click();
  await expect(widget.getByRole('dialog', { name: 'liite.png' }).getByRole('img')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(widget.getByRole('dialog')).toBeHidden();

  const input = { conversationId: id, name: 'ohje.txt', sizeBytes: 4 };
  const { attachmentId, uploadUrl } = await niilo.does('prepareAttachment', input, '... on AttachmentPrepared { attachmentId uploadUrl }');
  await niilo.puts(`${vuoro.base}${uploadUrl as string}`, 'ohje');
  await niilo.does('sendMessage', { conversationId: id, clientId: crypto.randomUUID(), attachmentIds: [attachmentId] });
  await expect(widget.getByRole('button', { name: /Lataa ohje.txt/ })).toBeVisible();
});

test('a queue that takes no files offers no way to send any', async ({ page, shop, queue, operator }) => {
  await operator.does('updateQueue', { queueId: queue, settings: { attachments: 'AGENTS' } });
  await page.goto(shop.origin);
  const widget = await enter(page, 'Hei');
  await expect(widget.getByRole('button', { name: 'Liitä tiedosto' })).toHaveCount(0);
});

test('a reload resumes the conversation, with its draft', async ({ page, shop, queue, niilo }) => {
  await page.goto(shop.origin);
  const widget = await enter(page, 'Hei');
  const id = await claim(niilo, queue);
  await write(niilo, id, 'Moi!');
  await expect(messagesOf(widget).getByText('Moi!')).toBeVisible();
  await widget.getByLabel('Viesti', { exact: true }).fill('Kesken jäänyt');
  await page.reload();
  await expect(messagesOf(widget).getByText('Moi!')).toBeVisible();
  await expect(widget.getByLabel('Viesti', { exact: true })).toHaveValue('Kesken jäänyt');
  // Nothing of it is on the page's side.
  const kept = await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie]));
  expect(kept).toBe(JSON.stringify([{ 'vuoro.demo': 'open' }, {}, '']));
});

test('losing the network keeps what is written, and sends it once when the network is back', async ({ page, context, shop, queue, niilo }) => {
  await page.goto(shop.origin);
  const widget = await enter(page, 'Hei');
  const id = await claim(niilo, queue);
  await expect(messagesOf(widget).getByText('Niilo liittyi')).toBeVisible();
  await context.setOffline(true);
  await expect(widget.getByText(/Ei yhteyttä/).first()).toBeVisible();
  await widget.getByLabel('Viesti', { exact: true }).fill('Yhteys katkesi');
  await page.keyboard.press('Enter');
  await expect(messagesOf(widget).getByText('Odottaa yhteyttä')).toBeVisible();
  await write(niilo, id, 'Sillä välin');
  await context.setOffline(false);
  await expect(messagesOf(widget).getByText('Sillä välin')).toBeVisible({ timeout: 30_000 });
  await expect(messagesOf(widget).getByText('Odottaa yhteyttä')).toBeHidden();
  await expect.poll(() => texts(niilo, id)).toEqual(['Hei', 'Sillä välin', 'Yhteys katkesi']);
  await expect(messagesOf(widget).getByText('Yhteys katkesi')).toHaveCount(1);
});

test('a message whose answer was lost is tried again with the same id and is there once', async ({ page, shop, queue, niilo }) => {
  await page.goto(shop.origin);
  const widget = await enter(page, 'Hei');
  const id = await claim(niilo, queue);
  await expect(messagesOf(widget).getByText('Niilo liittyi')).toBeVisible();
  const ids: string[] = [];
  await page.route('**/o/demo/graphql', async (route) => {
    const { query, variables } = route.request().postDataJSON() as { query: string; variables: { input: { clientId: string } } };
    if (!query.includes('sendMessage')) return route.continue();
    ids.push(variables.input.clientId);
    if (ids.length > 1) return route.continue();
    // The server has it, and nobody hears so.
    await route.fetch();
    return route.abort();
  });
  await widget.getByLabel('Viesti', { exact: true }).fill('Kerran vain');
  await page.keyboard.press('Enter');
  await expect(messagesOf(widget).getByText('Lähetetty')).toBeVisible();
  await expect(messagesOf(widget).getByText('Kerran vain')).toHaveCount(1);
  expect(await texts(niilo, id)).toEqual(['Hei', 'Kerran vain']);
  expect(new Set(ids).size).toBe(1);
});

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

test('a closed queue says so, and opens by itself', async ({ page, shop, queue, operator }) => {
  test.slow();
  await operator.does('closeQueue', { queueId: queue });
  await page.goto(shop.origin);
  await launcher(page).click();
  const widget = widgetOf(page);
  await expect(widget.getByRole('heading', { name: 'Emme ole juuri nyt paikalla' })).toBeVisible();
  await operator.does('openQueue', { queueId: queue });
  await expect(widget.getByRole('button', { name: 'Siirry jonoon' })).toBeVisible({ timeout: 30_000 });
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

test('a page that isn’t in the organisation’s list gets no app, and says why to whoever made it', async ({ page, vuoro, operator, queue }) => {
  const stranger = await startPage(vuoro.base, { organisation: 'demo', queue });
  await letEmbed(operator, [vuoro.base]);
  const said: string[] = [];
  page.on('console', (line) => said.push(line.text()));
  await page.goto(stranger.origin);
  await launcher(page).click();
  await expect(page.getByRole('alert')).toContainText('Chat ei ole juuri nyt käytettävissä', { timeout: 20_000 });
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

test('a long conversation comes from its end, and the rest when asked for', async ({ page, shop, queue, niilo }) => {
  await page.goto(shop.origin);
  const widget = await enter(page, 'Ensimmäinen viesti');
  const id = await claim(niilo, queue);
  for (let number = 1; number <= 70; number += 1) await write(niilo, id, `Viesti numero ${number}.`);
  await page.reload();
  await expect(messagesOf(widget).getByText('Viesti numero 70.')).toBeInViewport();
  await expect(messagesOf(widget).getByText('Ensimmäinen viesti')).toHaveCount(0);
  const earlier = widget.getByRole('button', { name: 'Näytä aiemmat viestit' });
  await expect(async () => {
    // Read marks are entries too: how many pages there are is the log's to say.
    if (await earlier.isVisible()) await earlier.click();
    await expect(messagesOf(widget).getByText('Ensimmäinen viesti')).toBeAttached({ timeout: 1_000 });
  }).toPass();
  await expect(earlier).toHaveCount(0);
  // Whoever reads further up isn't taken away from there.
  await messagesOf(widget).evaluate((list) => (list.scrollTop = 200));
  await write(niilo, id, 'Viesti numero 71.');
  await widget.getByRole('button', { name: 'Uusia viestejä' }).click();
  await expect(messagesOf(widget).getByText('Viesti numero 71.')).toBeInViewport();
});

/** Answers for plugins: what each slot shows. */
async function withPanels(page: Page, asked: unknown[]) {
  const panel = (slot: string, blocks: unknown[]) => ({ __typename: 'Panel', plugin: 'surveys', slot, title: 'Kysely', view: { __typename: 'PanelView', title: 'Kysely', blocks } });
  const text = (words: string) => ({ __typename: 'TextBlock', text: words });
  const input = { __typename: 'TextInputBlock', id: 'order', label: 'Tilausnumero', value: null, help: 'Kahdeksan numeroa.', required: true, maxLength: 8, pattern: '[0-9]{8}', inputMode: 'NUMERIC' };
  const scale = { __typename: 'ScaleBlock', id: 'grade', label: 'Millainen palvelu oli?', min: 1, max: 5, number: null, help: null, required: true };
  const form = (id: string, block: unknown) => ({ __typename: 'FormBlock', id, submitLabel: 'Tallenna', blocks: [block] });
  const shown: Record<string, unknown[]> = {
    WIDGET_BEFORE_QUEUE: [form('before', input)],
    WIDGET_CONVERSATION: [text('Palvelu on avoinna kello 18 asti. <b>Tervetuloa!</b>')],
    WIDGET_AFTER: [form('after', scale)],
    WIDGET_CLOSED: [text('Avaamme taas huomenna kello 8.'), { __typename: 'LinkBlock', label: 'Usein kysyttyä', url: 'https://shop.example/kysymykset' }],
  };
  await page.route('**/o/demo/graphql', async (route) => {
    const { query, variables } = route.request().postDataJSON() as { query: string; variables: { slot: string; input: { slot: string } } };
    if (query.includes('actOnPanel')) {
      asked.push(variables.input);
      const view = { __typename: 'PanelView', title: 'Kysely', blocks: [text('Kiitos vastauksesta.')] };
      return route.fulfill({ json: { data: { actOnPanel: { __typename: 'PanelActed', view, toast: 'Tallennettu.', composerText: null } } } });
    }
    if (!query.includes('panels(')) return route.continue();
    return route.fulfill({ json: { data: { panels: [panel(variables.slot, shown[variables.slot] ?? [])] } } });
  });
}

test('what plugins show stands before the queue, in the conversation, after it and while closed', async ({ page, shop, queue, niilo, operator }) => {
  const asked: unknown[] = [];
  await withPanels(page, asked);
  await page.goto(shop.origin);
  await launcher(page).click();
  const widget = widgetOf(page);
  await widget.getByLabel('Tilausnumero').fill('123');
  await widget.getByRole('button', { name: 'Tallenna' }).click();
  await expect(widget.getByLabel('Tilausnumero')).toBeFocused();
  expect(asked).toEqual([]);
  await widget.getByLabel('Tilausnumero').fill('12345678');
  await widget.getByRole('button', { name: 'Tallenna' }).click();
  await expect(widget.getByText('Kiitos vastauksesta.')).toBeVisible();
  expect(asked).toEqual([{ slot: 'WIDGET_BEFORE_QUEUE', queueId: queue, plugin: 'surveys', block: 'before', values: { order: '12345678' } }]);
  expect(await problems(page)).toEqual([]);
  await widget.getByRole('button', { name: 'Siirry jonoon' }).click();
  await expect(widget.getByText('Olet seuraava')).toBeVisible();
  const id = await claim(niilo, queue);
  // A plugin's words are words.
  await expect(widget.getByText('<b>Tervetuloa!</b>')).toBeVisible();
  await niilo.does('endConversation', { conversationId: id });
  await widget.getByRole('radio', { name: '4' }).check();
  await widget.getByRole('button', { name: 'Tallenna' }).click();
  await expect(widget.getByText('Kiitos vastauksesta.')).toBeVisible();
  expect(asked[1]).toMatchObject({ slot: 'WIDGET_AFTER', conversationId: id, values: { grade: 4 } });
  await operator.does('closeQueue', { queueId: queue });
  await widget.getByRole('button', { name: 'Aloita uusi keskustelu' }).click();
  await expect(widget.getByText('Avaamme taas huomenna kello 8.')).toBeVisible();
  await expect(widget.getByRole('link', { name: 'Usein kysyttyä' })).toHaveAttribute('rel', 'noopener noreferrer nofollow');
  expect(await problems(page)).toEqual([]);
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

/** What axe finds in the app's page, opened by its own address as well as in the frame. */
async function problems(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [device, viewport] of [['desktop', { width: 1200, height: 800 }], ['phone', { width: 320, height: 640 }]] as const) {
    test(`every view is usable by everybody, ${colorScheme}, ${device}`, async ({ browser, vuoro, queue, niilo, operator }, testInfo) => {
      test.slow();
      await letEmbed(operator, [vuoro.base]);
      const context = await browser.newContext({ colorScheme, viewport, reducedMotion: 'reduce', locale: 'fi-FI' });
      const page = await context.newPage();
      const check = async (view: string) => {
        await page.screenshot({ path: `${process.env['VUORO_SHOTS'] ?? testInfo.outputPath('shots')}/${view}-${colorScheme}-${device}.png` });
        expect(await problems(page), view).toEqual([]);
        const frame = page.frames().find((each) => each.url().includes('/o/demo/widget'));
        const width = await frame?.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(width ?? 0, `${view} is too wide`).toBeLessThanOrEqual(0);
      };
      // The shop with this test's queue: what the page's tag says is the page's to say.
      await page.route('**/demo/shop', async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ response: answer, body: (await answer.text()).replace(/data-queue="[^"]*"/, `data-queue="${queue}"`) });
      });
      await page.goto(`${vuoro.base}/demo/shop`);
      await page.getByRole('button', { name: 'Lisää ostoskoriin: Kuksa, visakoivu' }).click();
      await check('minimised');
      await launcher(page).click();
      const widget = widgetOf(page);
      await expect(widget.getByRole('heading', { name: 'Hei! Miten voimme auttaa?' })).toBeVisible();
      await check('welcome');
      await widget.getByLabel('Nimesi').fill('Aino');
      await widget.getByLabel('Asiasi').fill('Hei! Tilasin maanantaina kuksan, mutta vahvistusta ei ole tullut. Milloin se lähtee?');
      await widget.getByRole('button', { name: 'Siirry jonoon' }).click();
      await expect(widget.getByText('Olet seuraava')).toBeVisible();
      await check('waiting');
      const id = await claim(niilo, queue);
      await write(niilo, id, 'Moi Aino! Katsotaan.');
      await write(niilo, id, 'Se lähti tänään aamulla. Seurannan löydät täältä: https://posti.example/seuranta/JJFI123456789');
      await widget.locator('input[type=file]').setInputFiles({ name: 'kuitti-marraskuu.txt', mimeType: 'text/plain', buffer: Buffer.from('kuitti') });
      await widget.getByLabel('Viesti', { exact: true }).fill('Hienoa, kiitos! Tässä vielä kuitti.');
      await expect(widget.getByRole('button', { name: 'Lähetä', exact: true })).toHaveAttribute('aria-disabled', 'false');
      await check('composing');
      await page.keyboard.press('Enter');
      await expect(widget.getByRole('button', { name: /Lataa kuitti/ })).toBeVisible();
      await niilo.does('setTyping', { conversationId: id, typing: true });
      await expect(messagesOf(widget).getByText('Niilo kirjoittaa…')).toBeVisible();
      await check('conversation');
      await context.setOffline(true);
      await expect(widget.locator('.offline')).toBeVisible();
      await widget.getByLabel('Viesti', { exact: true }).fill('Kuuletko?');
      await page.keyboard.press('Enter');
      await expect(messagesOf(widget).getByText('Odottaa yhteyttä')).toBeVisible();
      await check('offline');
      await context.setOffline(false);
      await expect(widget.locator('.offline')).toBeHidden({ timeout: 30_000 });
      await widget.getByRole('button', { name: 'Lopeta keskustelu' }).click();
      await check('question');
      await page.keyboard.press('Escape');
      await niilo.does('endConversation', { conversationId: id });
      await expect(widget.getByRole('heading', { name: 'Niilo lopetti keskustelun.' })).toBeVisible();
      await check('ended');
      await operator.does('closeQueue', { queueId: queue });
      await widget.getByRole('button', { name: 'Aloita uusi keskustelu' }).click();
      await expect(widget.getByRole('heading', { name: 'Emme ole juuri nyt paikalla' })).toBeVisible();
      await check('closed');
      await context.close();
    });
  }
}
