// Every view of the widget, for everybody: in light and dark, on a desktop and on a small phone.
import { findings } from './support/desk';
import { claim, expect, launcher, letEmbed, messagesOf, test, widgetOf, write } from './support/scene';

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [device, viewport] of [['desktop', { width: 1200, height: 800 }], ['phone', { width: 320, height: 640 }]] as const) {
    test(`every view is usable by everybody, ${colorScheme}, ${device}`, async ({ browser, vuoro, queue, niilo, operator }, testInfo) => {
      test.slow();
      await letEmbed(operator, [vuoro.base]);
      const context = await browser.newContext({ colorScheme, viewport, reducedMotion: 'reduce', locale: 'fi-FI' });
      const page = await context.newPage();
      const check = async (view: string) => {
        await page.screenshot({ path: `${process.env['VUORO_SHOTS'] ?? testInfo.outputPath('shots')}/${view}-${colorScheme}-${device}.png` });
        expect(await findings(page), view).toEqual([]);
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
      await widget.getByLabel('Viestisi').fill('Hei! Tilasin maanantaina kuksan, mutta vahvistusta ei ole tullut. Milloin se lähtee?');
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
