// What tests of the widget begin with.
import { test as base, expect } from '@playwright/test';
import type { FrameLocator, Page } from '@playwright/test';
import { install, remove } from './guests';
import type { Guest } from './guests';
import { startPage } from './page';
import type { OtherPage } from './page';
import { startVuoro } from './vuoro';
import type { Member, Vuoro } from './vuoro';

interface PerWorker {
  vuoro: Vuoro;
  niilo: Member;
  operator: Member;
}

interface PerTest {
  /** A server of the test's own: nothing of other tests is in it. */
  own: Vuoro;
  /** A queue of the test's own, open, with Niilo as its handler. */
  queue: string;
  /** Installs a plugin of the tests' own in the organisation and switches it on; after the test it is gone again. */
  guest: (name: Guest) => Promise<void>;
  /** A page of another origin that embeds the widget for this queue, and may. */
  shop: OtherPage;
}

/** Names the queues apart. */
let queuesMade = 0;

export const test = base.extend<PerTest, PerWorker>({
  vuoro: [
    async ({}, use, { project }) => {
      const vuoro = await startVuoro(project.outputDir);
      await use(vuoro);
      await vuoro.stop();
    },
    { scope: 'worker' },
  ],
  niilo: [async ({ vuoro }, use) => use(await vuoro.member('niilo')), { scope: 'worker' }],
  operator: [async ({ vuoro }, use) => use(await vuoro.member('operator')), { scope: 'worker' }],
  own: async ({}, use, { outputDir }) => {
    const vuoro = await startVuoro(outputDir);
    await use(vuoro);
    await vuoro.stop();
  },
  queue: async ({ operator, niilo }, use) => {
    queuesMade += 1;
    const made = await operator.does('createQueue', { name: `Asiakaspalvelu ${queuesMade}`, settings: { attachments: 'BOTH' } }, '... on QueueCreated { queue { id } }');
    const { id } = made['queue'] as { id: string };
    const { viewer } = await niilo.ask<{ viewer: { id: string } }>('{ viewer { ... on Member { id } } }');
    await operator.does('setQueueHandlers', { queueId: id, memberIds: [viewer.id] });
    await operator.does('openQueue', { queueId: id });
    await use(id);
    await operator.does('closeQueue', { queueId: id });
    // Customers who still wait in it aren't in the sidebar of the next test.
    await operator.does('setQueueHandlers', { queueId: id, memberIds: [] });
  },
  guest: async ({ vuoro, operator }, use) => {
    const installed: Guest[] = [];
    await use(async (name) => {
      await install(vuoro, operator, name);
      installed.push(name);
    });
    for (const name of installed) await remove(operator, name);
  },
  shop: async ({ vuoro, operator, queue }, use) => {
    const shop = await startPage(vuoro.base, { organisation: 'demo', queue });
    await letEmbed(operator, [shop.origin, vuoro.base]);
    await use(shop);
    await shop.stop();
  },
});

export { expect };

/** Sets whose pages may embed the widget. */
export async function letEmbed(operator: Member, widgetOrigins: string[]): Promise<void> {
  expect((await operator.does('updateOrganisation', { widgetOrigins }))['__typename']).toBe('OrganisationUpdated');
}

/** The button that the loader puts up. */
export const launcher = (page: Page) => page.getByRole('button', { name: /chat/i });

/** The app in its frame. */
export function widgetOf(page: Page): FrameLocator {
  return page.frameLocator('iframe');
}

/** The list of messages in the app. */
export const messagesOf = (widget: FrameLocator) => widget.getByRole('region', { name: 'Viestit' });

/** Enters the queue with a first message. */
export async function enter(page: Page, message: string, name = 'Aino'): Promise<FrameLocator> {
  await launcher(page).click();
  const widget = widgetOf(page);
  await widget.getByLabel('Nimesi').fill(name);
  await widget.getByLabel('Viestisi').fill(message);
  await widget.getByRole('button', { name: 'Siirry jonoon' }).click();
  await expect(widget.getByText('Olet seuraava')).toBeVisible();
  await expect(widget.getByLabel('Viesti', { exact: true })).toHaveValue('');
  return widget;
}

/** Claims the first in line; gives the conversation's id. */
export async function claim(agent: Member, queueId: string): Promise<string> {
  const said = await agent.does('claim', { queueId }, '... on Claimed { conversation { id } }');
  expect(said['__typename']).toBe('Claimed');
  return (said['conversation'] as { id: string }).id;
}

/** Writes as the agent. */
export async function write(agent: Member, conversationId: string, text: string): Promise<void> {
  const said = await agent.does('sendMessage', { conversationId, clientId: crypto.randomUUID(), text });
  expect(said['__typename']).toBe('MessageSent');
}

/** What the agent reads: the texts of the messages, oldest first. */
export async function texts(agent: Member, id: string): Promise<string[]> {
  const query = 'query($id: ID!) { conversation(id: $id) { entries(first: 100) { nodes { content { ... on MessageContent { text } } } } } }';
  type Answer = { conversation: { entries: { nodes: { content: { text?: string } }[] } } };
  const { conversation } = await agent.ask<Answer>(query, { id });
  return conversation.entries.nodes.flatMap(({ content }) => (content.text === undefined ? [] : [content.text]));
}
