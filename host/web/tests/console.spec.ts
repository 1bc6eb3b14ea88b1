import { customer } from './support/customer';
import { anotherBrowser, claimFirst, composer, findings, messages, send, settled, sidebar, signIn, sticksOut } from './support/desk';
import { expect, test } from './support/scene';

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

test('somebody with a wrong password is told so, and the address stays', async ({ page, vuoro }) => {
  await page.goto(`${vuoro.base}/console/`);
  await expect(page.getByRole('heading', { name: 'Kirjaudu sisään' })).toBeVisible();
  await page.getByLabel('Sähköpostiosoite').fill('nobody@demo.example');
  await page.getByLabel('Salasana').fill('not the password');
  await page.getByRole('button', { name: 'Kirjaudu' }).click();
  await expect(page.locator('.field-error')).toHaveText('Sähköpostiosoite tai salasana on väärin.');
  await expect(page.getByLabel('Sähköpostiosoite')).toHaveValue('nobody@demo.example');
  await expect(page.getByLabel('Salasana')).toBeFocused();
});

test('an agent claims a customer and they talk both ways, with typing, read marks and links', async ({ page, vuoro, queue }) => {
  await signIn(page, vuoro, 'niilo');
  const aino = await customer(vuoro, queue, { name: 'Aino', message: 'Hei! Milloin tilaukseni lähtee?' });
  const row = sidebar(page).locator('.side-row.waiting');
  await expect(row).toContainText('1 asiakas odottaa');
  await expect(row).toContainText(/0:0\d/);
  await claimFirst(page, vuoro, queue);
  await expect(messages(page)).toContainText('Hei! Milloin tilaukseni lähtee?');
  await expect(messages(page)).toContainText('Niilo liittyi keskusteluun');

  await aino.does('setTyping', { typing: true });
  await expect(messages(page).getByText('Asiakas kirjoittaa')).toBeVisible();
  await aino.says('Katso https://shop.example/tilaus ja <b>odota</b>.');
  await expect(messages(page).getByText('Asiakas kirjoittaa')).toBeHidden();
  await expect(messages(page).getByRole('link', { name: 'https://shop.example/tilaus' })).toHaveAttribute('rel', 'noopener noreferrer nofollow');
  await expect(messages(page)).toContainText('<b>odota</b>');

  await composer(page).pressSequentially('Ensimmäinen rivi');
  await composer(page).press('Shift+Enter');
  await composer(page).pressSequentially('Toinen rivi');
  await composer(page).press('Enter');
  await expect.poll(() => aino.reads()).toContain('Ensimmäinen rivi\nToinen rivi');
  await expect(page.locator('.pending')).toHaveCount(0);
  await expect(composer(page)).toBeFocused();
});

test('two agents press at once: one gets the customer, the other is told calmly', async ({ page, browser, vuoro, queue, operator }) => {
  const { members } = await operator.ask<{ members: { nodes: { id: string; email: string }[] } }>('{ members(first: 50) { nodes { id email } } }');
  const both = members.nodes.filter(({ email }) => /niilo|hermanni/.test(email)).map(({ id }) => id);
  await operator.does('setQueueHandlers', { queueId: queue, memberIds: both });
  const other = await anotherBrowser(browser);
  await signIn(page, vuoro, 'niilo');
  await signIn(other, vuoro, 'hermanni');
  await customer(vuoro, queue, { name: 'Ainoa' });
  for (const each of [page, other]) await each.goto(`${vuoro.base}/console/o/demo/q/${queue}`);
  const buttons = [page, other].map((each) => each.getByRole('button', { name: /^Nappaa asiakas \(/ }));
  for (const button of buttons) await expect(button).toBeEnabled();
  // Neither claim goes out before both have pressed.
  let pressed = 0;
  let bothHave = () => {};
  const bothPressed = new Promise<void>((resolve) => (bothHave = resolve));
  for (const each of [page, other]) {
    await each.route('**/graphql', async (route) => {
      if (/mutation Claim\b/.test(route.request().postData() ?? '')) {
        pressed += 1;
        if (pressed === 2) bothHave();
        await bothPressed;
      }
      await route.continue();
    });
  }
  await Promise.all(buttons.map((button) => button.click()));
  const winners = await Promise.all(
    [page, other].map(async (each) => {
      const won = composer(each).waitFor().then(() => true);
      const lost = each.getByText('Kukaan ei enää odota.').waitFor().then(() => false);
      return Promise.race([won, lost]);
    }),
  );
  expect(winners.sort()).toEqual([false, true]);
  await other.context().close();
});

test('files go both ways, pictures small and others by name', async ({ page, vuoro, queue }) => {
  await signIn(page, vuoro, 'niilo');
  const aino = await customer(vuoro, queue, { name: 'Aino', message: 'Kuva tulossa' });
  await claimFirst(page, vuoro, queue);
  await page.locator('.composer input[type=file]').setInputFiles([
    { name: 'Kuitti äö.txt', mimeType: 'text/plain', buffer: Buffer.from('kuitti') },
    { name: 'kuva.png', mimeType: 'image/png', buffer: PNG },
  ]);
  await expect(page.locator('.upload')).toHaveCount(2);
  await expect(page.getByRole('button', { name: 'Lähetä' })).toBeEnabled();
  await page.getByRole('button', { name: 'Lähetä' }).click();
  await expect(messages(page).getByRole('link', { name: /Kuitti äö.txt/ })).toHaveAttribute('download', 'Kuitti äö.txt');
  await expect(messages(page).getByRole('img', { name: 'kuva.png' })).toHaveJSProperty('complete', true);
  expect(await messages(page).getByRole('img', { name: 'kuva.png' }).evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  const [, ...files] = await aino.reads();
  expect(files).toEqual(['']);
});

test('ending tells the customer and leaves them in the list until hidden', async ({ page, vuoro, queue }) => {
  await signIn(page, vuoro, 'niilo');
  const aino = await customer(vuoro, queue, { name: 'Lähtevä Aino', message: 'Kiitos' });
  await claimFirst(page, vuoro, queue);
  await page.getByRole('button', { name: 'Valikko: Lähtevä Aino' }).last().click();
  await page.getByRole('menuitem', { name: 'Lopeta', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Lopeta' }).click();
  await expect(messages(page)).toContainText('Niilo lopetti keskustelun');
  await expect(composer(page)).toHaveCount(0);
  expect((await aino.does('sendMessage', { clientId: crypto.randomUUID(), text: 'Vielä' }))['__typename']).toBe('ConversationOver');
  const row = sidebar(page).locator('.side-row', { hasText: 'Lähtevä Aino' });
  await expect(row).toContainText('Päättynyt');
  await row.getByRole('button', { name: 'Valikko: Lähtevä Aino' }).click();
  await page.getByRole('menuitem', { name: 'Piilota listalta' }).click();
  await expect(row).toHaveCount(0);
});

test('ending and hiding takes the conversation away at once', async ({ page, vuoro, queue }) => {
  await signIn(page, vuoro, 'niilo');
  await customer(vuoro, queue, { name: 'Piilo Aino' });
  await claimFirst(page, vuoro, queue);
  await page.getByRole('button', { name: 'Valikko: Piilo Aino' }).last().click();
  await page.getByRole('menuitem', { name: 'Lopeta ja piilota' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Lopeta ja piilota' }).click();
  await expect(sidebar(page).getByText('Piilo Aino')).toHaveCount(0);
  await expect(page).toHaveURL(/\/console\/o\/demo$/);
});

test('the customer who ends is said to have ended', async ({ page, vuoro, queue }) => {
  await signIn(page, vuoro, 'niilo');
  const aino = await customer(vuoro, queue, { name: 'Aino' });
  await claimFirst(page, vuoro, queue);
  await aino.does('endConversation');
  await expect(page.getByText('Asiakas lopetti keskustelun.')).toBeVisible();
});

test('a reload keeps the conversation and what was being written', async ({ page, vuoro, queue }) => {
  await signIn(page, vuoro, 'niilo');
  await customer(vuoro, queue, { name: 'Aino', message: 'Hei' });
  await claimFirst(page, vuoro, queue);
  await composer(page).fill('Puolivalmis vas');
  await page.reload();
  await expect(messages(page)).toContainText('Hei');
  await expect(composer(page)).toHaveValue('Puolivalmis vas');
});

test('a sent message isn’t in the box again, however soon the page is loaded again, and goes out once', async ({ page, vuoro, queue }) => {
  await signIn(page, vuoro, 'niilo');
  const aino = await customer(vuoro, queue, { name: 'Aino', message: 'Hei' });
  await claimFirst(page, vuoro, queue);
  await composer(page).fill('Vain kerran');
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('vuoro:draft:')).length)).toBe(1);
  // Enter and the reload in one task: no timer of the page runs in between.
  const loaded = page.waitForEvent('load');
  await composer(page).evaluate((box) => {
    box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    location.reload();
  });
  await loaded;
  await expect(messages(page).locator('.bubble')).toHaveText(['Hei', 'Vain kerran']);
  await expect(composer(page)).toHaveValue('');
  await expect(page.locator('.message.pending')).toHaveCount(0);
  expect(await aino.reads()).toEqual(['Hei', 'Vain kerran']);
});

test('without a network a calm bar shows, what is sent is marked, and goes through once when it is back', async ({ page, context, vuoro, queue }) => {
  await signIn(page, vuoro, 'niilo');
  const aino = await customer(vuoro, queue, { name: 'Aino', message: 'Hei' });
  await claimFirst(page, vuoro, queue);
  await send(page, 'Ennen');
  await expect.poll(() => aino.reads()).toEqual(['Hei', 'Ennen']);
  await context.setOffline(true);
  await send(page, 'Aikana');
  await expect(page.locator('.message.pending')).toContainText('Aikana');
  await expect(page.locator('.message.pending')).toContainText('Ei vielä lähetetty');
  await expect(page.getByText('Ei yhteyttä. Kirjoittamasi säilyy')).toBeVisible();
  await aino.says('Sillä välin');
  await context.setOffline(false);
  await expect(page.locator('.message.pending')).toHaveCount(0, { timeout: 30_000 });
  await expect(messages(page)).toContainText('Sillä välin', { timeout: 30_000 });
  await expect(page.getByText('Ei yhteyttä.')).toHaveCount(0);
  expect((await aino.reads()).filter((text) => text === 'Aikana')).toHaveLength(1);
});

test('a connection that breaks is made again by itself, and the log goes on without a gap or a repeat', async ({ page, vuoro, queue }) => {
  const sockets: { close: (how: { code: number }) => Promise<void> }[] = [];
  let isCut = false;
  await page.routeWebSocket('**/o/demo/graphql', (socket) => {
    if (isCut) return void socket.close({ code: 1012 });
    socket.connectToServer();
    sockets.push(socket);
  });
  await signIn(page, vuoro, 'niilo');
  const aino = await customer(vuoro, queue, { name: 'Aino', message: 'Hei' });
  await claimFirst(page, vuoro, queue);
  isCut = true;
  for (const socket of sockets) await socket.close({ code: 1012 }).catch(() => {});
  await aino.says('Yksi');
  await aino.says('Kaksi');
  await expect(page.getByText('Ei yhteyttä. Kirjoittamasi säilyy')).toBeVisible();
  await expect(messages(page)).not.toContainText('Yksi');
  isCut = false;
  await expect(messages(page)).toContainText('Kaksi', { timeout: 30_000 });
  await expect(page.getByText('Ei yhteyttä.')).toHaveCount(0);
  await expect(messages(page).locator('.bubble')).toHaveText(['Hei', 'Yksi', 'Kaksi']);
});

test('an answer that is lost after the message was taken doubles nothing', async ({ page, vuoro, queue }) => {
  await signIn(page, vuoro, 'niilo');
  const aino = await customer(vuoro, queue, { name: 'Aino', message: 'Hei' });
  await claimFirst(page, vuoro, queue);
  let lost = 0;
  await page.route('**/o/demo/graphql', async (route) => {
    if (lost < 2 && route.request().postData()?.includes('mutation Send(')) {
      lost += 1;
      await route.fetch();
      await route.abort('connectionreset');
    } else await route.continue();
  });
  await send(page, 'Vain kerran');
  await expect(page.locator('.message.pending')).toHaveCount(0, { timeout: 20_000 });
  await expect(messages(page).getByText('Vain kerran')).toHaveCount(1);
  // What the log shows isn't on its way any more, and the repeats are taken as the first.
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('vuoro:outbox')))).toEqual([]);
  expect(lost).toBe(2);
  expect((await aino.reads()).filter((text) => text === 'Vain kerran')).toHaveLength(1);
});

test('live metadata shows at once, and a cart is folded', async ({ page, vuoro, queue }) => {
  await signIn(page, vuoro, 'niilo');
  const aino = await customer(vuoro, queue, {
    name: 'Aino',
    metadata: [{ kind: 'FOLDED', key: 'ostoskori', value: [{ tuote: 'Muki', hinta: 12.5 }] }, { kind: 'LIVE', key: 'summa', value: '12,50 €' }],
  });
  await claimFirst(page, vuoro, queue);
  await expect(page.getByText('12,50 €')).toBeVisible();
  await aino.does('updateMetadata', { changes: [{ kind: 'LIVE', key: 'summa', value: '25,00 €' }] });
  await expect(page.getByText('25,00 €')).toBeVisible();
  await page.getByRole('button', { name: /^Asiakas/ }).click();
  await expect(page.getByText('tuote: Muki')).toBeHidden();
  await page.locator('summary', { hasText: 'ostoskori' }).click();
  await expect(page.getByText(/tuote Muki|tuote: Muki/)).toBeVisible();
});

test('a queue is opened at once and closed after a question', async ({ page, vuoro, queue }) => {
  await signIn(page, vuoro, 'niilo');
  await page.goto(`${vuoro.base}/console/o/demo/q/${queue}`);
  await page.getByRole('button', { name: 'Sulje jono' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Sulje jono' }).click();
  // The event log may say the same word already.
  const head = page.getByRole('main').locator('header');
  await expect(head.getByText('Suljettu', { exact: true })).toBeVisible();
  await expect(page.locator('.event-log')).toContainText('Suljettu');
  await page.getByRole('button', { name: 'Avaa jono' }).click();
  await expect(head.getByText('Auki', { exact: true })).toBeVisible();
});

test('everything is reached by the keyboard', async ({ page, vuoro, queue }) => {
  await signIn(page, vuoro, 'niilo');
  await customer(vuoro, queue, { name: 'Näppäimin Yksi' });
  await page.goto(`${vuoro.base}/console/o/demo/q/${queue}`);
  await expect(page.getByRole('button', { name: /^Nappaa asiakas \(/ })).toBeEnabled();
  await page.keyboard.press('Alt+n');
  await expect(composer(page)).toBeFocused();
  await customer(vuoro, queue, { name: 'Näppäimin Kaksi' });
  await page.goto(`${vuoro.base}/console/o/demo/q/${queue}`);
  await expect(page.getByRole('button', { name: /^Nappaa asiakas \(/ })).toBeEnabled();
  await page.keyboard.press('Alt+n');
  await expect(page.getByRole('heading', { name: 'Näppäimin Kaksi' })).toBeVisible();
  await page.keyboard.press('Alt+ArrowDown');
  await expect(page.getByRole('heading', { name: 'Näppäimin Yksi' })).toBeVisible();
  await page.keyboard.press('Alt+l');
  await expect(page.getByRole('searchbox', { name: 'Suodata' })).toBeFocused();
  await page.keyboard.press('Alt+k');
  await expect(composer(page)).toBeFocused();
  await page.locator('#main').focus();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Pikanäppäimet' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('a long conversation opens at its end, and keeps few of its messages in the page', async ({ page, vuoro, queue, niilo }) => {
  const aino = await customer(vuoro, queue, { name: 'Pitkä Aino', message: 'viesti 0' });
  await niilo.does('claim', { queueId: queue });
  // Several times as many as there is room for near what is seen; thousands would show the same.
  const COUNT = 600;
  const AT_ONCE = 50;
  for (let from = 1; from <= COUNT; from += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => aino.does('sendMessage', { clientId: crypto.randomUUID(), text: `viesti ${from + index}` })));
  }
  // Unread, it would open at the first of them, with all that follow.
  type Last = { conversation: { entries: { nodes: { seq: number }[] } } };
  const last = await niilo.ask<Last>('query($id: ID!) { conversation(id: $id) { entries(last: 1) { nodes { seq } } } }', { id: aino.id });
  await niilo.does('markRead', { conversationId: aino.id, upTo: last.conversation.entries.nodes[0]?.seq });
  await signIn(page, vuoro, 'niilo');
  await page.goto(`${vuoro.base}/console/o/demo/c/${aino.id}`);
  await expect(page.locator('.message').first()).toBeVisible();
  const count = () => page.locator('.message').count();
  expect(await count()).toBeLessThanOrEqual(100);
  await messages(page).focus();
  const first = messages(page).getByText('viesti 0', { exact: true });
  await expect.poll(async () => {
    await messages(page).evaluate((list) => list.scrollTo({ top: 0 }));
    return first.count();
  }, { intervals: [50], timeout: 30_000 }).toBe(1);
  // Away from what is seen, rows are put away, and their place is kept.
  await expect.poll(count).toBeLessThanOrEqual(COUNT / 2);
  expect(await messages(page).evaluate((list) => list.scrollHeight)).toBeGreaterThan(COUNT * 20);
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1366, 320]) {
    test(`no view has anything that axe-core finds, ${colorScheme}, ${width} px`, async ({ page, vuoro, queue }) => {
      test.setTimeout(180_000);
      const problems: string[] = [];
      const errors: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      page.on('pageerror', (error) => errors.push(error.message));
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      const look = async (place: string) => {
        problems.push(...(await findings(page)).map((each) => `${place}: ${each}`));
        problems.push(...(await sticksOut(page)).map((each) => `${place} sticks out: ${each}`));
      };
      await page.goto(`${vuoro.base}/console/`);
      await expect(page.getByLabel('Salasana')).toBeVisible();
      await look('sign in');
      await signIn(page, vuoro, 'owner');
      await customer(vuoro, queue, { name: 'Aino', message: 'Hei', metadata: [{ kind: 'LIVE', key: 'summa', value: 3 }] });
      const places = [
        '', `/q/${queue}`, '/settings/general', '/settings/members', '/settings/invitations', '/settings/queues', `/settings/queues/${queue}`,
        '/settings/plugins', '/me/profile', '/me/notifications', '/me/password', '/me/sessions', '/c/conv_00000000000000000000000000000000',
      ];
      for (const place of places) {
        await page.goto(`${vuoro.base}/console/o/demo${place}`);
        await settled(page);
        await look(place);
      }
      expect(problems).toEqual([]);
      expect(errors).toEqual([]);
    });
  }
}
