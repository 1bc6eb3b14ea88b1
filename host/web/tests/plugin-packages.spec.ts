// Packages of an organisation's own, from the file to the plugin at work, by the pages alone.
import { findings, signIn } from './support/desk';
import { packageOf, remove } from './support/guests';
import { expect, test } from './support/scene';

test('an operator adds a package, reads what it asks for, switches it on and says where its server is', async ({ page, vuoro, operator }) => {
  await signIn(page, vuoro, 'operator');
  await page.goto(`${vuoro.base}/console/o/demo/settings/plugins`);
  const chooser = page.locator('input[type=file]');
  await expect(page.getByRole('button', { name: 'Lisää paketti' })).toBeVisible();
  await chooser.setInputFiles({ name: 'kuva.wasm', mimeType: 'application/wasm', buffer: Buffer.from('GIF89a') });
  await expect(page.getByRole('alert').filter({ hasText: 'Pakettia ei otettu vastaan' })).toContainText('.wasm');

  await chooser.setInputFiles(packageOf('caller'));
  const card = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: /^Soittaja/ }) });
  await card.getByRole('button', { name: 'Ota käyttöön' }).click();
  const asked = page.getByRole('dialog');
  await expect(asked).toContainText('To keep what was answered later.');
  await expect(asked).toContainText('hooks-before');
  await expect(asked).toContainText('To ask elsewhere before messages. send');
  await asked.getByRole('button', { name: 'Ota käyttöön' }).click();
  await card.getByRole('button', { name: 'Yhteydet' }).click();

  const crm = page.getByRole('dialog', { name: 'Soittaja: yhteydet' }).getByRole('form', { name: 'crm' });
  await expect(crm).toContainText('Asiakkaan tuntemiseen.');
  expect(await findings(page)).toEqual([]);
  await crm.getByLabel('Osoite').fill('https://127.0.0.1/crm');
  await crm.getByRole('button', { name: 'Tallenna' }).click();
  await expect(crm.getByLabel('Osoite')).toHaveAccessibleDescription(/Tämä ei kelpaa: .*public/);
  await crm.getByLabel('Osoite').fill('https://crm.example/api');
  await crm.getByLabel('HTTP-otsake, jossa salaisuus lähetetään').fill('Authorization');
  await crm.getByLabel('Salaisuus', { exact: false }).last().fill('Bearer kanarialintu');
  await crm.getByRole('button', { name: 'Tallenna' }).click();
  await expect(crm.getByText('Täytetty')).toBeVisible();
  // It is kept, and shown to nobody.
  const { plugins } = await operator.ask<{ plugins: { id: string; connections: { name: string; url: string | null; secretIsSet: boolean }[] }[] }>('{ plugins { id connections { name url secretIsSet } } }');
  expect(plugins.find(({ id }) => id === 'caller')?.connections[0]).toEqual({ name: 'crm', url: 'https://crm.example/api', secretIsSet: true });
  expect(await page.content()).not.toContain('kanarialintu');
  await crm.getByRole('button', { name: 'Tyhjennä' }).click();
  await expect(crm.getByText('Täytetty')).toHaveCount(0);
  await remove(operator, 'caller');
});
