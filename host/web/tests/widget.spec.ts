// A customer's conversation in the widget.
import { claim, enter, expect, messagesOf, test, texts, write } from './support/scene';

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
  // The customer goes on writing: the focus stayed in the box.
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
  // A reader who has scrolled up stays where they are.
  await messagesOf(widget).evaluate((list) => (list.scrollTop = 200));
  await write(niilo, id, 'Viesti numero 71.');
  await widget.getByRole('button', { name: 'Uusia viestejä' }).click();
  await expect(messagesOf(widget).getByText('Viesti numero 71.')).toBeInViewport();
});
