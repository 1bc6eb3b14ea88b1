// Each view as it is read. After an intended change, update the snapshots with `npm run test:browser -- /views --update-snapshots`.
import type { Page } from '@playwright/test';
import { customer } from './support/customer';
import { anotherBrowser, claimFirst, composer, messages, send, settled, sidebar, signIn, tools } from './support/desk';
import { startPage } from './support/page';
import { readings } from './support/reading';
import { claim, enter, expect, launcher, letEmbed, messagesOf, test, widgetOf, write } from './support/scene';
import type { Member } from './support/vuoro';

// What the page of sessions says of it is the same on every machine.
test.use({ userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36' });

/** The demo's queue that views are about, with something of each plugin in it. */
async function furnish(operator: Member): Promise<string> {
  const { queues } = await operator.ask<{ queues: { nodes: { id: string; name: string }[] } }>('{ queues { nodes { id name } } }');
  const queueId = queues.nodes.find(({ name }) => name === 'Asiakaspalvelu')!.id;
  await operator.does('createTag', { name: 'Toimitus', colour: '#2a7de1' });
  await operator.does('createCannedReply', { scope: 'ORGANISATION', keyword: 'moi', text: 'Moi! Miten voin auttaa?' });
  await operator.does('createNoteField', { queueId, kind: 'TEXT', label: 'Tilausnumero' });
  return queueId;
}

/** Queries of this name get no answer, until it is said that they do. */
async function cut(page: Page, name: string): Promise<() => Promise<void>> {
  await page.route('**/graphql', async (route) => {
    const { query } = route.request().postDataJSON() as { query: string };
    return new RegExp(`^(query|mutation) ${name}\\b`).test(query) ? route.abort() : route.fallback();
  });
  return () => page.unroute('**/graphql');
}

test('each view of the console reads as it did', async ({ page, browser, own: vuoro }) => {
  test.setTimeout(180_000);
  const { reads, ends } = readings('console');
  const operator = await vuoro.member('operator');
  const queue = await furnish(operator);
  const main = page.locator('#main');
  const at = async (place: string) => {
    await page.goto(`${vuoro.base}/console/o/demo${place}`);
    await settled(page);
  };

  // Browsers differ in what they think of notifications that nobody was asked about.
  await page.context().grantPermissions(['notifications'], { origin: vuoro.base });
  await page.goto(`${vuoro.base}/console/`);
  await expect(page.getByLabel('Salasana')).toBeVisible();
  await reads('sign-in', page.locator('body'));
  await page.getByLabel('Sähköpostiosoite').fill('niilo@demo.example');
  await page.getByLabel('Salasana').fill('not the password');
  await page.getByRole('button', { name: 'Kirjaudu' }).click();
  await expect(page.locator('.field-error')).toHaveText(/./);
  await reads('sign-in-refused', page.locator('body'));

  await signIn(page, vuoro, 'niilo');
  await at('');
  await reads('home-quiet', main);
  await reads('sidebar-quiet', sidebar(page));
  await page.keyboard.press('?');
  await reads('keys', page.getByRole('dialog', { name: 'Pikanäppäimet' }));
  await page.keyboard.press('Escape');
  await at(`/q/${queue}`);
  await reads('queue-empty', main);
  const aino = await customer(vuoro, queue, {
    name: 'Aino', message: 'Hei! Milloin tilaukseni lähtee?',
    metadata: [
      { kind: 'TECHNICAL', key: 'sivu', value: 'https://havu.example/ostoskori' },
      { kind: 'LIVE', key: 'ostoskori', value: '89,90 €' },
      { kind: 'FOLDED', key: 'tuotteet', value: [{ nimi: 'Retkikeitin', hinta: 59.9 }] },
    ],
  });
  await customer(vuoro, queue, { name: 'Onni', message: 'Voiko koon vaihtaa?' });
  await at(`/q/${queue}`);
  await expect(main.getByRole('heading', { name: '2 asiakasta odottaa' })).toBeVisible();
  await reads('queue-waiting', main);
  await at('');
  await reads('home-waiting', main);

  await claimFirst(page, vuoro, queue);
  await send(page, 'Moi Aino! Katsotaan heti.');
  await aino.says('Tilausnumero on 12345. Katso https://havu.example/tilaus/12345');
  await expect(messages(page)).toContainText('12345');
  await expect(tools(page).getByRole('button', { name: 'Toimitus' })).toBeVisible();
  await at(`/c/${aino.id}`);
  await expect(composer(page)).toBeVisible();
  await reads('conversation', page.locator('.conversation'));
  await reads('sidebar-serving', sidebar(page));
  await page.getByRole('button', { name: /^Asiakas/ }).click();
  await reads('customer', page.getByRole('region', { name: 'Asiakas' }));
  await page.getByRole('button', { name: 'Valikko: Aino' }).last().click();
  await page.getByRole('menuitem', { name: 'Lopeta', exact: true }).click();
  await reads('conversation-end', page.getByRole('dialog'));
  await page.getByRole('dialog').getByRole('button', { name: 'Lopeta' }).click();
  await expect(composer(page)).toHaveCount(0);
  await at(`/c/${aino.id}`);
  await reads('conversation-ended', page.locator('.conversation'));
  await at('/c/conv_00000000000000000000000000000000');
  await reads('conversation-gone', main);
  const mend = await cut(page, 'Conversation');
  await page.goto(`${vuoro.base}/console/o/demo/c/${aino.id}`);
  await expect(main.getByRole('alert')).toBeVisible();
  await reads('conversation-unreachable', page.locator('.conversation'));
  await mend();

  for (const section of ['profile', 'notifications', 'password', 'sessions', 'tools']) {
    await at(`/me/${section}`);
    await reads(`me-${section}`, main);
  }
  await page.goto(`${vuoro.base}/console/o/nowhere`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await reads('no-organisation', page.locator('body'));

  await page.context().clearCookies();
  await signIn(page, vuoro, 'owner');
  await at('/settings/invitations');
  await reads('settings-invitations-empty', main);
  const invited = await operator.does('createInvitation', { email: 'uusi@demo.example', role: 'HANDLER', queueIds: [queue] }, '... on InvitationCreated { token }');
  for (const section of ['general', 'members', 'invitations', 'queues', `queues/${queue}`, 'plugins']) {
    await at(`/settings/${section}`);
    await reads(`settings-${section.replace(queue, 'one').replace('/', '-')}`, main);
  }
  await page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: /^Tunnisteet/ }) }).getByRole('button', { name: 'Tila ja loki' }).click();
  await reads('plugin-health', page.getByRole('dialog'));
  await cut(page, 'Members');
  await at('/settings/members');
  await expect(main.getByRole('alert')).toBeVisible();
  await reads('settings-members-unreachable', main);

  const theirs = await anotherBrowser(browser);
  await theirs.goto(`${vuoro.base}/console/invitation#${invited['token'] as string}`);
  await expect(theirs.getByLabel('Salasana')).toBeVisible();
  await reads('invitation', theirs.locator('body'));
  await theirs.goto('about:blank');
  await theirs.goto(`${vuoro.base}/console/invitation#nothing`);
  await expect(theirs.getByRole('heading', { level: 1 })).toBeVisible();
  await reads('invitation-not-valid', theirs.locator('body'));
  await theirs.context().close();
  ends();
});

test('each view of the widget reads as it did', async ({ page, own: vuoro }) => {
  test.setTimeout(120_000);
  const { reads, ends } = readings('widget');
  const [operator, niilo] = [await vuoro.member('operator'), await vuoro.member('niilo')];
  const queue = await furnish(operator);
  const shop = await startPage(vuoro.base, { organisation: 'demo' });
  await letEmbed(operator, [shop.origin]);
  const body = widgetOf(page).locator('body');

  await page.goto(`${shop.origin}?queue=${queue}`);
  await reads('minimised', page.locator('body'));
  const mend = await cut(page, 'Begin');
  await launcher(page).click();
  await expect(body.getByRole('button', { name: 'Yritä nyt' })).toBeVisible();
  await reads('unreachable', body);
  await mend();
  // Without a queue in the tag, the customer chooses one.
  const fresh = async (query: string) => {
    await page.evaluate(() => sessionStorage.clear());
    await page.goto(shop.origin + query);
  };
  await fresh('');
  await launcher(page).click();
  await expect(body.getByLabel('Nimesi')).toBeVisible();
  await reads('welcome-choice', body);
  await fresh(`?queue=${queue}`);
  await launcher(page).click();
  await expect(body.getByLabel('Nimesi')).toBeVisible();
  await reads('welcome', body);
  await page.keyboard.press('Escape');
  const widget = await enter(page, 'Hei! Milloin tilaukseni lähtee?');
  await expect(messagesOf(widget).getByText('Lähetetty')).toBeVisible();
  await reads('waiting', body);
  const id = await claim(niilo, queue);
  await write(niilo, id, 'Moi Aino! Katso https://havu.example/tilaus');
  await expect(widget.getByRole('status').filter({ hasText: 'Niilo: Moi Aino!' })).toBeAttached();
  await widget.getByLabel('Viesti', { exact: true }).fill('Kiitos!');
  await page.keyboard.press('Enter');
  await expect(messagesOf(widget).getByText('Kiitos!')).toBeVisible();
  await expect(messagesOf(widget).getByText('Lähetetty')).toBeVisible();
  await reads('conversation', body);
  await widget.getByRole('button', { name: 'Lopeta keskustelu' }).click();
  await reads('end', widget.getByRole('dialog'));
  await page.keyboard.press('Escape');
  await niilo.does('endConversation', { conversationId: id });
  await expect(widget.getByRole('heading', { name: 'Niilo lopetti keskustelun.' })).toBeVisible();
  await reads('ended', body);
  await operator.does('closeQueue', { queueId: queue });
  await widget.getByRole('button', { name: 'Aloita uusi keskustelu' }).click();
  await expect(widget.getByRole('heading', { name: 'Emme ole juuri nyt paikalla' })).toBeVisible();
  await reads('closed', body);
  await shop.stop();
  ends();
});
