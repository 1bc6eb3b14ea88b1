// Where a conversation is opened, and where it stays.
import type { Page } from '@playwright/test';
import { customer } from './support/customer';
import type { Customer } from './support/customer';
import { messages, settled, signIn } from './support/desk';
import { claim, enter, expect, messagesOf, test } from './support/scene';
import type { Member, Vuoro } from './support/vuoro';

/** More than one page of the log. */
const COUNT = 130;

/** A conversation of Niilo's in which the customer has written `viesti 1` to `viesti 130`; gives the numbers of the entries. */
async function long(vuoro: Vuoro, queue: string, niilo: Member): Promise<{ aino: Customer; seqs: number[] }> {
  const aino = await customer(vuoro, queue, { name: 'Pitkä Aino' });
  await niilo.does('claim', { queueId: queue });
  const seqs: number[] = [];
  for (let index = 1; index <= COUNT; index += 1) {
    const said = await aino.does('sendMessage', { clientId: crypto.randomUUID(), text: `viesti ${index}` }, '... on MessageSent { entry { seq } }');
    seqs.push((said['entry'] as { seq: number }).seq);
  }
  return { aino, seqs };
}

/** How far the list is from its end, in pixels. */
const fromEnd = (page: Page) => messages(page).evaluate((list) => Math.round(list.scrollHeight - list.scrollTop - list.clientHeight));
const bubble = (page: Page, text: string) => messages(page).getByText(text, { exact: true });
const newer = (page: Page) => page.getByRole('button', { name: 'Uudempia viestejä' });

test('a long conversation that was read opens at its end, on load and on reload, wide and narrow', async ({ page, vuoro, queue, niilo }) => {
  const { aino, seqs } = await long(vuoro, queue, niilo);
  await niilo.does('markRead', { conversationId: aino.id, upTo: seqs.at(-1) });
  await signIn(page, vuoro, 'niilo');
  for (const width of [1366, 320]) {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(`${vuoro.base}/console/o/demo/c/${aino.id}`);
    for (let turn = 0; turn < 3; turn += 1) {
      await expect(bubble(page, `viesti ${COUNT}`)).toBeInViewport();
      // Panels that come later take room, and the end stays in sight.
      await settled(page);
      await expect.poll(() => fromEnd(page), `${width} px, load ${turn}`).toBeLessThan(60);
      await expect(bubble(page, `viesti ${COUNT}`)).toBeInViewport();
      await expect(newer(page)).toHaveCount(0);
      await page.reload();
    }
  }
});

test('a conversation opens at the first unread message, and the newest is a press away', async ({ page, vuoro, queue, niilo }) => {
  const { aino, seqs } = await long(vuoro, queue, niilo);
  // The first unread one isn't in the newest page of the log.
  await niilo.does('markRead', { conversationId: aino.id, upTo: seqs[9] });
  await signIn(page, vuoro, 'niilo');
  await page.goto(`${vuoro.base}/console/o/demo/c/${aino.id}`);
  await expect(bubble(page, 'viesti 11')).toBeInViewport();
  await settled(page);
  await expect(messages(page).getByText('Uudet viestit')).toBeInViewport();
  await expect(bubble(page, 'viesti 11')).toBeInViewport();
  await expect(bubble(page, `viesti ${COUNT}`)).not.toBeInViewport();
  // What comes meanwhile moves nothing, and isn't read yet.
  await aino.says('uusin');
  await expect(bubble(page, 'uusin')).toBeAttached();
  await expect(bubble(page, 'viesti 11')).toBeInViewport();
  await newer(page).click();
  await expect(bubble(page, 'uusin')).toBeInViewport();
  await expect(newer(page)).toHaveCount(0);
  await expect.poll(() => fromEnd(page)).toBeLessThan(60);
  const read = '{ viewer { __typename } conversation(id: "ID") { agentReadSeq lastSeq } }'.replace('ID', aino.id);
  await expect.poll(async () => (await niilo.ask<{ conversation: { agentReadSeq: number } }>(read)).conversation.agentReadSeq).toBeGreaterThan(seqs.at(-1)!);
  await page.reload();
  await expect(bubble(page, 'uusin')).toBeInViewport();
  await expect(messages(page).getByText('Uudet viestit')).toHaveCount(0);
});

test('the end stays in sight while the box grows and shrinks, pictures and messages come, and only the reader leaves it', async ({ page, vuoro, queue, niilo }) => {
  const { aino, seqs } = await long(vuoro, queue, niilo);
  await niilo.does('markRead', { conversationId: aino.id, upTo: seqs.at(-1) });
  await signIn(page, vuoro, 'niilo');
  await page.goto(`${vuoro.base}/console/o/demo/c/${aino.id}`);
  await expect(bubble(page, `viesti ${COUNT}`)).toBeInViewport();
  const box = page.getByRole('textbox', { name: 'Viesti', exact: true });
  await box.fill('yksi\nkaksi\nkolme\nneljä\nviisi');
  await expect.poll(() => fromEnd(page)).toBeLessThan(60);
  await aino.says('vielä');
  await expect(bubble(page, 'vielä')).toBeInViewport();
  await messages(page).hover();
  await page.mouse.wheel(0, -600);
  await expect(newer(page)).toBeVisible();
  await aino.says('ja vielä');
  await expect(bubble(page, 'ja vielä')).toBeAttached();
  await expect(bubble(page, 'ja vielä')).not.toBeInViewport();
});

test('a long conversation in the widget opens at its end, on load and on reload', async ({ page, shop, queue, niilo }) => {
  await page.goto(shop.origin);
  const widget = await enter(page, 'Hei');
  const id = await claim(niilo, queue);
  for (let index = 1; index <= COUNT; index += 1) await niilo.does('sendMessage', { conversationId: id, clientId: crypto.randomUUID(), text: `vastaus ${index}` });
  await page.reload();
  const last = messagesOf(widget).getByText(`vastaus ${COUNT}`, { exact: true });
  await expect(last).toBeInViewport();
  await expect.poll(() => messagesOf(widget).evaluate((list) => list.scrollHeight - list.scrollTop - list.clientHeight)).toBeLessThan(60);
});
