// The settings of a plugin, as a form made of the schema that it brings.
import { findings, signIn } from './support/desk';
import { expect, test } from './support/scene';

test('an operator chooses a plugin’s settings, is told at its field what the server refuses, and finds them after a reload', async ({ page, vuoro, operator, guest }) => {
  await guest('stage');
  await signIn(page, vuoro, 'operator');
  await page.goto(`${vuoro.base}/console/o/demo/settings/plugins`);
  const card = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: /^Lava/ }) });
  const form = page.getByRole('dialog', { name: 'Lava: asetukset' });
  const greeting = form.getByRole('textbox', { name: 'greeting' });
  await card.getByRole('button', { name: 'Asetukset' }).click();
  // What nobody chose is what the plugin has by default.
  await expect(greeting).toHaveValue('Hello');
  await expect(form.getByRole('checkbox', { name: 'often' })).not.toBeChecked();
  await expect(form.getByRole('checkbox', { name: /^Panics/ })).not.toBeChecked();
  expect(await findings(page)).toEqual([]);

  await greeting.fill('M');
  await form.getByRole('checkbox', { name: 'often' }).check();
  await form.getByRole('button', { name: 'Tallenna' }).click();
  await expect(greeting).toHaveAttribute('aria-invalid', 'true');
  await expect(greeting).toHaveAccessibleDescription(/Arvo ei kelpaa: .* is shorter than 2 characters/);
  await expect(greeting).toBeFocused();
  expect(await findings(page)).toEqual([]);
  const greets = async () => (await operator.ask<{ greeting: string }>('{ greeting }')).greeting;
  expect(await greets()).toBe('Hello');

  await greeting.fill('Moi');
  await expect(greeting).not.toHaveAttribute('aria-invalid');
  await form.getByRole('button', { name: 'Tallenna' }).click();
  await expect(form).toHaveCount(0);
  expect(await greets()).toBe('Moi');
  await page.reload();
  await card.getByRole('button', { name: 'Asetukset' }).click();
  await expect(greeting).toHaveValue('Moi');
  await expect(form.getByRole('checkbox', { name: 'often' })).toBeChecked();
});
