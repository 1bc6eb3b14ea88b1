// One's own settings in the console.
import { anotherBrowser, findings, sidebar, signIn } from './support/desk';
import { expect, test } from './support/scene';

test('a picture is chosen, colleagues see it, and it can be taken away again', async ({ page, browser, vuoro }) => {
  await signIn(page, vuoro, 'niilo');
  await page.goto(`${vuoro.base}/console/o/demo/me/profile`);
  const own = page.getByRole('region', { name: 'Kuva' });
  await expect(own.getByRole('button', { name: 'Valitse kuva' })).toBeVisible();
  const chooser = page.locator('input[type=file]');
  await chooser.setInputFiles({ name: 'kuva.png', mimeType: 'image/png', buffer: Buffer.from('<svg onload="alert(1)"/>') });
  await expect(page.getByText('Tiedosto ei kelpaa kuvaksi.')).toBeVisible();
  await chooser.setInputFiles({ name: 'kuva.png', mimeType: 'image/png', buffer: await page.screenshot() });
  const picture = own.locator('img');
  await expect(picture).toBeVisible();
  expect(await picture.evaluate((shown: HTMLImageElement) => shown.decode().then(() => [shown.naturalWidth, shown.naturalHeight]))).toEqual([256, 256]);
  await expect(sidebar(page).locator('img.side-face')).toBeVisible();
  expect(await findings(page)).toEqual([]);

  const owner = await anotherBrowser(browser);
  await signIn(owner, vuoro, 'owner');
  await owner.goto(`${vuoro.base}/console/o/demo/settings/members`);
  const row = owner.getByRole('listitem').filter({ hasText: 'niilo@demo.example' });
  await expect(row.locator('img.face')).toBeVisible();
  await owner.context().close();

  await own.getByRole('button', { name: 'Poista' }).click();
  await expect(own.locator('img')).toHaveCount(0);
  await page.reload();
  await expect(own.getByRole('button', { name: 'Valitse kuva' })).toBeVisible();
  await expect(own.locator('img')).toHaveCount(0);
});
