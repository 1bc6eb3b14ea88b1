// How an agent hears of a new message: by the ways they chose, and by no other.
import type { Locator, Page, Response } from '@playwright/test';
import { customer } from './support/customer';
import { anotherBrowser, claimFirst, composer, messages, sidebar, signIn } from './support/desk';
import { enter, expect, test } from './support/scene';
import type { Member } from './support/vuoro';

interface Told {
  tones: number;
  notes: { title: string; body: string; stays: boolean; press: () => void }[];
}
/** How a new message is told, by the words of the settings page. */
type Ways = Record<'Ääni' | 'Työpöytäilmoitus' | 'Luku välilehdessä', boolean>;
/** The settings as a save sends them. */
interface Saved {
  rules: { kind: string; sound: boolean; desktop: boolean; titleBadge: boolean }[];
  evenWhilePresent: boolean;
  keepUntilClicked: boolean;
}
/** What the page under test has beside its own. */
type Overheard = Window & { told: Told; isAway: boolean };

/** Notes what the page tells the person by, and lets them look away. */
async function overhear(page: Page, base: string): Promise<void> {
  await page.context().grantPermissions(['notifications'], { origin: base });
  await page.addInitScript(() => {
    const told: Told = { tones: 0, notes: [] };
    const here = Object.assign(window, { told, isAway: false });
    const create = BaseAudioContext.prototype.createOscillator;
    BaseAudioContext.prototype.createOscillator = function createOscillator() {
      told.tones += 1;
      return create.call(this);
    };
    const Real = window.Notification;
    class Note {
      static get permission() {
        return Real.permission;
      }
      static requestPermission() {
        return Real.requestPermission();
      }
      onclick: (() => void) | null = null;
      constructor(title: string, { body = '', requireInteraction = false }: NotificationOptions) {
        told.notes.push({ title, body, stays: requireInteraction, press: () => this.onclick?.() });
      }
      close() {}
    }
    Object.assign(window, { Notification: Note });
    Object.defineProperty(document, 'visibilityState', { get: () => (here.isAway ? 'hidden' : 'visible') });
    document.hasFocus = () => !here.isAway;
  });
}

/** The person turns to another window, or comes back. */
async function look(page: Page, where: 'away' | 'back'): Promise<void> {
  await page.evaluate((isAway) => {
    Object.assign(window, { isAway });
    document.dispatchEvent(new Event('visibilitychange'));
    if (!isAway) window.dispatchEvent(new Event('focus'));
  }, where === 'away');
}

async function told(page: Page): Promise<{ tones: number; notes: string[] }> {
  return page.evaluate(() => {
    const { tones, notes } = (window as unknown as Overheard).told;
    return { tones, notes: notes.map(({ title, body, stays }) => `${title}: ${body}${stays ? ' (stays)' : ''}`) };
  });
}

/** Chooses on the settings page how new messages are told, and all else that it has. */
async function choose(page: Page, base: string, ways: Ways, more: { present?: boolean; stays?: boolean } = {}): Promise<void> {
  await page.goto(`${base}/console/o/demo/me/notifications`);
  const table = page.getByRole('table').getByRole('checkbox');
  await expect(table.first()).toBeVisible();
  const wanted: [box: Locator, isOn: boolean][] = [
    [page.getByRole('checkbox', { name: 'Ilmoita myös, kun konsoli on edessäni' }), more.present ?? false],
    [page.getByRole('checkbox', { name: 'Työpöytäilmoitus pysyy, kunnes sitä napsautetaan' }), more.stays ?? false],
  ];
  // Nothing but messages is told of.
  for (const box of await table.all()) {
    const name = (await box.getAttribute('aria-label')) ?? '';
    const way = Object.entries(ways).find(([way]) => name === `Asiakas kirjoittaa: ${way}`);
    wanted.push([box, way?.[1] ?? false]);
  }
  const wrong: typeof wanted = [];
  for (const [box, isOn] of wanted) if ((await box.isChecked()) !== isOn) wrong.push([box, isOn]);
  if (wrong.length > 0) {
    // Each change is saved with all settings, one save after another. Every change leads towards what is wanted, so that
    // only the last save has all of it, and a reload before its answer would lose changes.
    const saved = page.waitForResponse((answer) => isSaveOf(answer, ways, more));
    for (const [box, isOn] of wrong) await box.setChecked(isOn);
    await saved;
  }
  await page.reload();
  await expect(table.first()).toBeVisible();
  for (const [box, isOn] of wanted) await expect(box).toBeChecked({ checked: isOn });
}

/** The server has answered to a save of exactly these settings. */
function isSaveOf(answer: Response, ways: Ways, more: { present?: boolean; stays?: boolean }): boolean {
  const { query, variables } = (answer.request().postDataJSON() ?? {}) as { query?: string; variables?: { input: Saved } };
  if (!query?.startsWith('mutation UpdateNotifications(') || !variables) return false;
  const { rules, evenWhilePresent, keepUntilClicked } = variables.input;
  if (evenWhilePresent !== (more.present ?? false) || keepUntilClicked !== (more.stays ?? false)) return false;
  return rules.every(({ kind, sound, desktop, titleBadge }) => {
    const isMessage = kind === 'CUSTOMER_MESSAGE';
    return sound === (isMessage && ways['Ääni']) && desktop === (isMessage && ways['Työpöytäilmoitus']) && titleBadge === (isMessage && ways['Luku välilehdessä']);
  });
}

/** The queue is Hermanni's: what he chooses is nobody else's. */
async function giveTo(operator: Member, queue: string): Promise<void> {
  const { members } = await operator.ask<{ members: { nodes: { id: string; email: string }[] } }>('{ members(first: 50) { nodes { id email } } }');
  await operator.does('setQueueHandlers', { queueId: queue, memberIds: members.nodes.filter(({ email }) => email.startsWith('hermanni')).map(({ id }) => id) });
}

test('a message that comes while the agent looks elsewhere is told by the ways they chose, and not by those they switched off', async ({ page, browser, vuoro, shop, queue, operator }) => {
  await giveTo(operator, queue);
  await overhear(page, vuoro.base);
  await signIn(page, vuoro, 'hermanni');
  await choose(page, vuoro.base, { Ääni: true, Työpöytäilmoitus: true, 'Luku välilehdessä': false }, { stays: true });
  const theirs = await anotherBrowser(browser);
  await theirs.goto(shop.origin);
  const widget = await enter(theirs, 'Hei!', 'Elsa');
  await claimFirst(page, vuoro, queue);
  const says = async (text: string) => {
    await widget.getByLabel('Viesti', { exact: true }).fill(text);
    await theirs.keyboard.press('Enter');
    await expect(messages(page)).toContainText(text);
  };
  await says('Nähtynä');
  expect(await told(page)).toEqual({ tones: 0, notes: [] });

  await look(page, 'away');
  await says('Oletko siellä?');
  // One sound has two tones.
  await expect.poll(() => told(page)).toEqual({ tones: 2, notes: ['Elsa: Oletko siellä? (stays)'] });
  expect(await page.title()).toBe('Elsa · Vuoro');

  await look(page, 'back');
  await choose(page, vuoro.base, { Ääni: false, Työpöytäilmoitus: false, 'Luku välilehdessä': true });
  await sidebar(page).getByRole('link', { name: /Elsa/ }).click();
  await expect(composer(page)).toBeVisible();
  await look(page, 'away');
  await says('Huhuu?');
  await says('Haloo?');
  await expect(page).toHaveTitle('(2) Elsa · Vuoro');
  expect(await told(page)).toEqual({ tones: 0, notes: [] });
  await look(page, 'back');
  await expect(page).toHaveTitle('Elsa · Vuoro');
  await theirs.context().close();
});

test('with another conversation in front a message is told to those who want it even then, and its notification leads to it', async ({ page, vuoro, queue, operator }) => {
  await giveTo(operator, queue);
  await overhear(page, vuoro.base);
  await signIn(page, vuoro, 'hermanni');
  await choose(page, vuoro.base, { Ääni: false, Työpöytäilmoitus: true, 'Luku välilehdessä': false });
  const helmi = await customer(vuoro, queue, { name: 'Helmi', message: 'Hei' });
  await claimFirst(page, vuoro, queue);
  await customer(vuoro, queue, { name: 'Onni', message: 'Moi' });
  await claimFirst(page, vuoro, queue);
  const row = sidebar(page).locator('.side-row', { hasText: 'Helmi' });
  await helmi.says('Vielä yksi asia');
  await expect(row.getByText('1', { exact: true })).toBeVisible();
  expect(await told(page)).toEqual({ tones: 0, notes: [] });

  await choose(page, vuoro.base, { Ääni: false, Työpöytäilmoitus: true, 'Luku välilehdessä': false }, { present: true });
  await sidebar(page).getByRole('link', { name: /Onni/ }).click();
  await expect(messages(page)).toContainText('Moi');
  await helmi.says('Ja toinen');
  await expect.poll(() => told(page)).toEqual({ tones: 0, notes: ['Helmi: Ja toinen'] });
  await page.evaluate(() => (window as unknown as Overheard).told.notes[0]?.press());
  await expect(page.getByRole('heading', { name: 'Helmi', level: 1 })).toBeVisible();
  await expect(messages(page)).toContainText('Ja toinen');
});
