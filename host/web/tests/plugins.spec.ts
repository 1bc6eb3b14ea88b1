// The bundled plugins at work in the console: their panels, and what becomes of one when its plugin goes.
import { customer } from './support/customer';
import { anotherBrowser, claimFirst, composer, findings, messages, send, signIn, tools } from './support/desk';
import { expect, test } from './support/scene';
import type { Member } from './support/vuoro';

const PLUGINS = ['tags', 'canned-replies', 'notes'];

/** Switches the plugins on, each with something in it. What is there already stays. */
async function furnish(operator: Member, queueId: string): Promise<void> {
  for (const pluginId of PLUGINS) {
    expect((await operator.does('enablePlugin', { pluginId }))['__typename']).toBe('PluginEnabled');
  }
  await operator.does('createTag', { name: 'Toimitus', colour: '#2a7de1' });
  await operator.does('createCannedReply', { scope: 'ORGANISATION', keyword: 'moi', text: 'Moi! Miten voin auttaa?' });
  await operator.does('createNoteField', { queueId, kind: 'TEXT', label: 'Tilausnumero' });
}

test('a tag is put on with a press, and shows beside the customer’s name', async ({ page, vuoro, queue, operator }) => {
  await furnish(operator, queue);
  await signIn(page, vuoro, 'niilo');
  await customer(vuoro, queue, { name: 'Aino', message: 'Hei' });
  await claimFirst(page, vuoro, queue);
  const tag = tools(page).getByRole('button', { name: 'Toimitus' });
  await expect(tag).toHaveAttribute('aria-pressed', 'false');
  await tag.click();
  await expect(tag).toHaveAttribute('aria-pressed', 'true');
  await expect(page.locator('.page-head-panels').getByRole('button', { name: 'Toimitus' })).toBeVisible();
  expect(await findings(page)).toEqual([]);
});

test('a canned reply goes into the box by a click and by its keyword, and is sent by nobody but the agent', async ({ page, vuoro, queue, operator }) => {
  await furnish(operator, queue);
  await signIn(page, vuoro, 'niilo');
  const aino = await customer(vuoro, queue, { name: 'Aino', message: 'Hei' });
  await claimFirst(page, vuoro, queue);
  await tools(page).getByRole('button', { name: /moi/ }).first().click();
  await expect(composer(page)).toHaveValue('Moi! Miten voin auttaa?');
  expect(await aino.reads()).toEqual(['Hei']);
  await composer(page).fill('');
  await composer(page).pressSequentially('/mo');
  await expect(page.getByRole('option', { name: /moi/ })).toBeVisible();
  await composer(page).pressSequentially('i ');
  await expect(composer(page)).toHaveValue('Moi! Miten voin auttaa?');
  await composer(page).press('Enter');
  await expect.poll(() => aino.reads()).toEqual(['Hei', 'Moi! Miten voin auttaa?']);
});

test('a note is saved beside the conversation, and the customer never sees it', async ({ page, vuoro, queue, operator }) => {
  await furnish(operator, queue);
  await signIn(page, vuoro, 'niilo');
  const aino = await customer(vuoro, queue, { name: 'Aino', message: 'Hei' });
  await claimFirst(page, vuoro, queue);
  const notes = tools(page).getByRole('region', { name: 'Merkinnät' });
  await notes.getByLabel('Tilausnumero').fill('12345');
  await notes.getByRole('button', { name: 'Tallenna' }).click();
  await expect(page.locator('.page-head-panels')).toContainText('12345');
  await page.reload();
  await expect(notes.getByLabel('Tilausnumero')).toHaveValue('12345');
  expect(await aino.reads()).toEqual(['Hei']);
});

test('a plugin that is switched off while its panel is open leaves the conversation as it is', async ({ page, vuoro, queue, operator }) => {
  await furnish(operator, queue);
  await signIn(page, vuoro, 'niilo');
  const aino = await customer(vuoro, queue, { name: 'Aino', message: 'Hei' });
  await claimFirst(page, vuoro, queue);
  const tag = tools(page).getByRole('button', { name: 'Toimitus' });
  await expect(tag).toBeVisible();
  await operator.does('disablePlugin', { pluginId: 'tags' });
  try {
    await tag.click();
    await expect(tools(page).getByText('Toiminto ei onnistunut.')).toBeVisible();
    await aino.says('Vieläkö siellä?');
    await expect(messages(page)).toContainText('Vieläkö siellä?');
    await page.reload();
    await expect(tools(page).getByRole('region', { name: 'Valmisviestit' })).toBeVisible();
    await expect(tools(page).getByRole('region', { name: 'Tunnisteet' })).toHaveCount(0);
  } finally {
    // Other tests use it.
    await operator.does('enablePlugin', { pluginId: 'tags' });
  }
});

test('a plugin whose panel fails says so in its own place, the others work, and its operators read why', async ({ page, browser, vuoro, queue, operator, guest }) => {
  await furnish(operator, queue);
  await guest('stage');
  await operator.does('updatePluginSettings', { pluginId: 'stage', settings: { fails: true } });
  await signIn(page, vuoro, 'niilo');
  const aino = await customer(vuoro, queue, { name: 'Aino', message: 'Hei' });
  await claimFirst(page, vuoro, queue);
  await expect(tools(page).getByRole('region', { name: 'Mieliala' })).toContainText('ei ole nyt käytettävissä');
  const tag = tools(page).getByRole('button', { name: 'Toimitus' });
  await tag.click();
  await expect(tag).toHaveAttribute('aria-pressed', 'true');
  await send(page, 'Moi!');
  await expect.poll(() => aino.reads()).toEqual(['Hei', 'Moi!']);

  const theirs = await anotherBrowser(browser);
  await signIn(theirs, vuoro, 'operator');
  await theirs.goto(`${vuoro.base}/console/o/demo/settings/plugins`);
  const card = theirs.getByRole('listitem').filter({ has: theirs.getByRole('heading', { name: /^Lava/ }) });
  await card.getByRole('button', { name: 'Tila ja loki' }).click();
  const health = theirs.getByRole('dialog', { name: /^Lava/ });
  await expect(health.locator('.failure').first()).toContainText('panels.render');
  expect((await health.locator('.failure pre').allTextContents()).join()).toContain('the tools panic');
  await theirs.context().close();
});
