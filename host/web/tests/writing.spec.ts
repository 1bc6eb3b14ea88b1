// Writing: keys, input methods, the clipboard, and what is begun and not sent.
import { chromium } from '@playwright/test';
import type { Page } from '@playwright/test';
import { customer } from './support/customer';
import { claimFirst, composer, messages, sidebar, signIn, tools } from './support/desk';
import { enter, expect, messagesOf, test } from './support/scene';

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

/** Counts the requests of an operation from now on. */
function counting(page: Page, operation: string): () => number {
  let count = 0;
  page.on('request', (request) => {
    if (request.postData()?.includes(`mutation ${operation}(`)) count += 1;
  });
  return () => count;
}

/** Presses Enter as an input method does that is confirming a character. */
function confirm(box: ReturnType<typeof composer>, how: 'within' | 'behind'): Promise<void> {
  return box.evaluate((element, how) => {
    const within = how === 'within';
    if (!within) element.dispatchEvent(new CompositionEvent('compositionend', { data: 'か', bubbles: true }));
    const key = new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', isComposing: within, keyCode: within ? 13 : 229, bubbles: true, cancelable: true });
    element.dispatchEvent(key);
    if (within) element.dispatchEvent(new CompositionEvent('compositionend', { data: 'か', bubbles: true }));
  }, how);
}

test('shortcuts don’t take keys away from somebody who writes: Alt+N in the middle of a word claims nobody', async ({ page, vuoro, queue }) => {
  await signIn(page, vuoro, 'niilo');
  const claims = counting(page, 'Claim');
  await customer(vuoro, queue, { name: 'Keskeneräinen' });
  await claimFirst(page, vuoro, queue);
  await customer(vuoro, queue, { name: 'Seuraava' });
  await expect(sidebar(page).locator('.side-row.waiting').first()).toBeVisible();
  await page.keyboard.type('kes');
  await page.keyboard.press('Alt+n');
  await page.keyboard.press('Alt+ArrowDown');
  await page.keyboard.press('Alt+k');
  await page.keyboard.type('ken');
  await expect(composer(page)).toHaveValue('kesken');
  // What Option types on a Mac, in a box with a text and in an empty one: the page leaves it to the box.
  const isLeft = () => composer(page).evaluate((box) => box.dispatchEvent(new KeyboardEvent('keydown', { key: '˜', code: 'KeyN', altKey: true, bubbles: true, cancelable: true })));
  expect(await isLeft()).toBe(true);
  await composer(page).fill('');
  expect(await isLeft()).toBe(true);
  await composer(page).fill('kesken');
  // Out of the box they work, and the draft stays.
  await page.keyboard.press('Escape');
  await expect(composer(page)).not.toBeFocused();
  await page.keyboard.press('Alt+n');
  // The customer who has waited longest, in any queue.
  await expect(page.getByRole('heading', { name: 'Keskeneräinen' })).toHaveCount(0);
  await sidebar(page).getByRole('link', { name: /Keskeneräinen/ }).click();
  await expect(page.getByRole('heading', { name: 'Keskeneräinen' })).toBeVisible();
  await expect(composer(page)).toHaveValue('kesken');
  expect(claims()).toBe(2);
});

test('the Enter that confirms a composed character sends nothing, in the console or in the widget', async ({ page, context, vuoro, queue, shop }) => {
  await signIn(page, vuoro, 'niilo');
  const aino = await context.newPage();
  await aino.goto(shop.origin);
  const widget = await enter(aino, 'Hei');
  await claimFirst(page, vuoro, queue);
  const boxes = [composer(page), widget.getByLabel('Viesti', { exact: true })];
  await expect(messagesOf(widget).getByText('Niilo liittyi')).toBeVisible();
  for (const [index, box] of boxes.entries()) {
    const text = `かな ${index}`;
    await box.fill(text);
    for (const how of ['within', 'behind'] as const) await confirm(box, how);
    await expect(box).toHaveValue(text);
    await box.press('Enter');
    await expect(box).toHaveValue('');
    await expect(messages(page).getByText(text, { exact: true })).toHaveCount(1);
  }
  // As Chromium itself does it.
  const cdp = await context.newCDPSession(page);
  await composer(page).focus();
  await cdp.send('Input.imeSetComposition', { text: '漢字', selectionStart: 2, selectionEnd: 2 });
  await cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229 });
  await cdp.send('Input.insertText', { text: '漢字' });
  await expect(composer(page)).toHaveValue('漢字');
  await expect(messages(page).locator('.bubble')).toHaveText(['Hei', 'かな 0', 'かな 1']);
});

test('a keyword becomes its text however the blank behind it is typed, and Ctrl+Z takes it back', async ({ page, context, vuoro, queue, operator }) => {
  expect((await operator.does('enablePlugin', { pluginId: 'canned-replies' }))['__typename']).toBe('PluginEnabled');
  await operator.does('createCannedReply', { scope: 'ORGANISATION', keyword: 'kirjoitus', text: 'Kiitos viestistäsi!' });
  await signIn(page, vuoro, 'niilo');
  await customer(vuoro, queue, { name: 'Aino' });
  await claimFirst(page, vuoro, queue);
  const box = composer(page);
  const suggestion = page.getByRole('option', { name: /kirjoitus/ });
  // By keys.
  await box.pressSequentially('Hei. /kirjoitus');
  await expect(suggestion).toBeVisible();
  await box.press(' ');
  await expect(box).toHaveValue('Hei. Kiitos viestistäsi!');
  await page.keyboard.press('Control+z');
  await expect(box).toHaveValue(/^Hei\. \/kirjoitus ?$/);
  // By an input method, which tells of no key: Android.
  await box.fill('');
  const cdp = await context.newCDPSession(page);
  await cdp.send('Input.insertText', { text: '/kirjoitus' });
  await expect(suggestion).toBeVisible();
  await cdp.send('Input.insertText', { text: ' ' });
  await expect(box).toHaveValue('Kiitos viestistäsi!');
  await page.keyboard.press('Control+z');
  await expect(box).toHaveValue(/^\/kirjoitus ?$/);
  // By choosing it.
  await box.fill('');
  await box.pressSequentially('/kirj');
  await suggestion.click();
  await expect(box).toHaveValue('Kiitos viestistäsi!');
  await page.keyboard.press('Control+z');
  await expect(box).toHaveValue('/kirj');
});

test('a text from a plugin goes in at the caret, and replaces nothing', async ({ page, context, vuoro, queue, operator, shop }) => {
  expect((await operator.does('enablePlugin', { pluginId: 'canned-replies' }))['__typename']).toBe('PluginEnabled');
  await operator.does('createCannedReply', { scope: 'ORGANISATION', keyword: 'osoite', text: 'Katu 1' });
  await signIn(page, vuoro, 'niilo');
  // A panel of the customer's with such a text.
  const aino = await context.newPage();
  await aino.route('**/o/demo/graphql', async (route) => {
    const { query, variables } = route.request().postDataJSON() as { query: string; variables?: { slot?: string } };
    if (!query.includes('query Panels') || variables?.slot !== 'WIDGET_CONVERSATION') return route.continue();
    const view = { __typename: 'PanelView', title: 'Apua', blocks: [{ __typename: 'CopyToComposerBlock', label: 'Tilausnumero', text: '12345678' }] };
    return route.fulfill({ json: { data: { panels: [{ plugin: 'apu', slot: 'WIDGET_CONVERSATION', title: 'Apua', view }] } } });
  });
  await aino.goto(shop.origin);
  const widget = await enter(aino, 'Hei');
  await claimFirst(page, vuoro, queue);

  const theirs = widget.getByLabel('Viesti', { exact: true });
  await theirs.fill('Tilaus on kadonnut');
  await theirs.evaluate((box: HTMLTextAreaElement) => box.setSelectionRange(6, 6));
  await widget.getByRole('button', { name: /Tilausnumero/ }).click();
  await expect(theirs).toHaveValue('Tilaus 12345678 on kadonnut');

  await composer(page).fill('Tulkaa tähän ennen viittä');
  await composer(page).evaluate((box: HTMLTextAreaElement) => box.setSelectionRange(7, 12));
  await tools(page).getByRole('button', { name: /osoite/ }).first().click();
  await expect(composer(page)).toHaveValue('Tulkaa tähän Katu 1 ennen viittä');
  await page.keyboard.press('Control+z');
  await expect(composer(page)).toHaveValue('Tulkaa tähän ennen viittä');
});

test('a text that a plugin gives late is in the box of its own conversation', async ({ page, vuoro, queue, guest }) => {
  await guest('stage');
  await signIn(page, vuoro, 'niilo');
  await customer(vuoro, queue, { name: 'Myöhäinen Onni' });
  await claimFirst(page, vuoro, queue);
  await customer(vuoro, queue, { name: 'Aikainen Aino' });
  await claimFirst(page, vuoro, queue);
  await composer(page).fill('Moi.');
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route('**/o/demo/graphql', async (route) => {
    if (route.request().postData()?.includes('mutation ActOnPanel')) await held;
    await route.continue();
  });
  const acted = page.waitForResponse((response) => response.request().postData()?.includes('mutation ActOnPanel') === true);
  await tools(page).getByRole('button', { name: 'Say' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Say' }).click();
  await sidebar(page).getByRole('link', { name: /Myöhäinen Onni/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Myöhäinen Onni' })).toBeVisible();
  letGo();
  await acted;
  await expect.poll(() => page.evaluate(() => JSON.stringify({ ...localStorage }))).toContain('Moi. Hei!');
  await expect(composer(page)).toHaveValue('');
  await sidebar(page).getByRole('link', { name: /Aikainen Aino/ }).click();
  await expect(composer(page)).toHaveValue('Moi. Hei!');
});

test('cells of a spreadsheet are pasted as text, and a picture as a file', async ({ page, context, vuoro, queue }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await signIn(page, vuoro, 'niilo');
  await customer(vuoro, queue, { name: 'Aino' });
  await claimFirst(page, vuoro, queue);
  const copy = (text: string | null) =>
    page.evaluate(
      async ({ text, bytes }) => {
        const picture = { 'image/png': new Blob([Uint8Array.from(bytes)], { type: 'image/png' }) };
        await navigator.clipboard.write([new ClipboardItem(text === null ? picture : { ...picture, 'text/plain': new Blob([text], { type: 'text/plain' }) })]);
      },
      { text, bytes: [...PNG] },
    );
  await copy('Muki\t12,50\nLautanen\t8,00');
  await composer(page).press('Control+v');
  await expect(composer(page)).toHaveValue('Muki\t12,50\nLautanen\t8,00');
  await expect(page.locator('.upload')).toHaveCount(0);
  await composer(page).fill('');
  await copy(null);
  await composer(page).press('Control+v');
  await expect(page.locator('.upload')).toContainText('image.png');
  await expect(composer(page)).toHaveValue('');
});

test('an upload on its way and a note that isn’t saved stay with their conversation while one looks at another', async ({ page, vuoro, queue, operator }) => {
  expect((await operator.does('enablePlugin', { pluginId: 'notes' }))['__typename']).toBe('PluginEnabled');
  await operator.does('createNoteField', { queueId: queue, kind: 'LONG_TEXT', label: 'Kuvaus' });
  await signIn(page, vuoro, 'niilo');
  const onni = await customer(vuoro, queue, { name: 'Odottava Onni' });
  await claimFirst(page, vuoro, queue);
  const aino = await customer(vuoro, queue, { name: 'Lähettävä Aino' });
  await claimFirst(page, vuoro, queue);
  const look = async (name: string) => {
    await sidebar(page).getByRole('link', { name: new RegExp(name) }).click();
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  };
  // One file is there before the agent goes, the other comes while they are away.
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route('**/attachments/**', async (route) => {
    if (route.request().postData()?.includes('hidas')) await held;
    await route.continue();
  });
  const files = ['nopea', 'hidas'].map((name) => ({ name: `${name}.txt`, mimeType: 'text/plain', buffer: Buffer.from(name) }));
  await page.locator('.composer input[type=file]').setInputFiles(files);
  await expect(page.locator('.upload', { hasText: 'nopea.txt' }).locator('progress')).toHaveCount(0);
  const note = tools(page).getByRole('region', { name: 'Merkinnät' }).getByLabel('Kuvaus');
  await note.fill('Soitetaan huom');
  await look('Odottava Onni');
  await expect(page.locator('.upload')).toHaveCount(0);
  await expect(note).toHaveValue('');
  // Hidden and shown, it is there as well.
  await note.fill('Onnista');
  await page.getByRole('button', { name: 'Työkalut', exact: true }).click();
  await expect(note).toHaveCount(0);
  await page.getByRole('button', { name: 'Työkalut', exact: true }).click();
  await expect(note).toHaveValue('Onnista');
  letGo();
  await look('Lähettävä Aino');
  await expect(note).toHaveValue('Soitetaan huom');
  await expect(page.locator('.upload')).toHaveCount(2);
  await expect(page.locator('.upload progress')).toHaveCount(0);
  await page.getByRole('button', { name: 'Lähetä', exact: true }).click();
  await expect(messages(page).getByRole('link', { name: /hidas.txt/ })).toBeVisible();
  await expect(messages(page).getByRole('link', { name: /nopea.txt/ })).toBeVisible();
  expect([(await aino.reads()).length, (await onni.reads()).length]).toEqual([1, 0]);
  await tools(page).getByRole('button', { name: 'Tallenna' }).click();
  await expect(page.locator('.page-head-panels')).toContainText('Soitetaan huom');
  await look('Odottava Onni');
  await look('Lähettävä Aino');
  await expect(note).toHaveValue('Soitetaan huom');
});

test('on plain http in a local network messages are sent and links are copied', async ({ vuoro, queue, launchOptions }) => {
  // A name that isn't this machine: browsers then lack what they give to https and localhost alone.
  const browser = await chromium.launch({ ...launchOptions, args: [...(launchOptions.args ?? []), '--host-resolver-rules=MAP vuoro.test 127.0.0.1'] });
  const there = { ...vuoro, base: vuoro.base.replace('127.0.0.1', 'vuoro.test') };
  const page = await browser.newPage({ locale: 'fi-FI' });
  await signIn(page, there, 'niilo');
  expect(await page.evaluate(() => [isSecureContext, 'randomUUID' in crypto, 'clipboard' in navigator])).toEqual([false, false, false]);
  const aino = await customer(vuoro, queue, { name: 'Aino', message: 'Hei' });
  await claimFirst(page, there, queue);
  await composer(page).fill('Tämä lähtee');
  await composer(page).press('Enter');
  await expect(composer(page)).toHaveValue('');
  await expect.poll(() => aino.reads()).toEqual(['Hei', 'Tämä lähtee']);

  const owner = await (await browser.newContext({ locale: 'fi-FI' })).newPage();
  await signIn(owner, there, 'owner');
  await owner.goto(`${there.base}/console/o/demo/settings/invitations`);
  await owner.getByRole('button', { name: 'Kutsu' }).first().click();
  await owner.getByRole('dialog').getByRole('button', { name: 'Luo linkki' }).click();
  const link = owner.getByRole('dialog').getByLabel('Linkki');
  const address = await link.inputValue();
  await owner.getByRole('dialog').getByRole('button', { name: 'Kopioi' }).click();
  await expect(owner.getByText('Kopioitu')).toBeVisible();
  await owner.keyboard.press('Escape');
  const filter = sidebar(owner).getByRole('searchbox', { name: 'Suodata' });
  await filter.press('Control+v');
  await expect(filter).toHaveValue(address);
  await browser.close();
});
