/** Registries on the fake engine: how the pages look, that everybody can use them, and what goes wrong in them. */
import { expect, it } from 'vitest';
import { isAccessible } from './axe.ts';
import { Registries } from './pages/registries.ts';
import type { Shell } from './pages/shell.ts';
import { looks, nameOf, picture } from './pictures.ts';
import { describeWindow } from './window.ts';

const local = 'localhost:5000';

/** Goes everywhere, and has `look` at each state. */
async function tour(shell: Shell, look: (state: string) => Promise<void>): Promise<void> {
  const page = await Registries.open(shell);
  await shell.row(local).waitFor();
  await look('registries');
  await page.dialog('registry.add');
  await page.field('registry.host').fill('lab.example:5000');
  await page.field('registry.username').fill('mate');
  await page.submit('registry.signIn');
  await page.field('registry.password').fill('wrong');
  await page.submit('registry.signIn');
  await shell.dialog().locator('[data-code="registry.signInRefused"]').waitFor();
  await look('registries-refused');
  await shell.escape();
  await page.dialog('registry.own');
  await look('registries-own');
  await shell.escape();
  const search = await page.dialog('registry.search');
  await page.field('registry.search.term').fill('nginx');
  await page.submit('search');
  await search.getByRole('listitem').first().waitFor();
  await look('registries-search');
  await shell.escape();
  await shell.choose(local, shell.say('registry.push'));
  await page.field('column.image').selectOption('shop-api:latest');
  await look('registries-push');
  await shell.escape();
  await page.look(local);
  await shell.page.getByRole('link', { name: 'shop/api', exact: true }).waitFor();
  await look('registries-repositories');
  await shell.page.getByRole('link', { name: 'shop/api', exact: true }).click();
  await shell.row('1.1').getByText('linux/amd64').waitFor();
  await look('registries-tags');
  await shell.row('1.1').getByRole('button').last().click();
  await shell.dialog().waitFor();
  await look('registries-delete');
  await shell.escape();
  await shell.page.evaluate("location.hash = '#/registries/127.0.0.1:1'");
  await shell.page.locator('[data-code="registry.noConnection"]').waitFor();
  await look('registries-failed');
}

describeWindow('registries', {}, (window) => {
  it('parity R01 R02 I01 I09 are added, signed in to, searched, looked into and pushed to', async () => {
    const shell = await window.open();
    const page = await Registries.open(shell);
    await page.dialog('registry.add');
    await page.submit('registry.add.submit');
    await shell.dialog().getByText(shell.say('registry.host.wrong')).waitFor();
    await page.field('registry.host').fill(`http://${local}/`);
    await page.submit('registry.add.submit');
    await shell.row(local).getByText(shell.say('registry.anybody')).waitFor();

    // Docker Hub, from the keyboard.
    const name = 'Docker Hub';
    await shell.button(shell.say('actOn', { action: shell.say('registry.signIn'), name })).press('Enter');
    await shell.page.keyboard.type('mate');
    await shell.page.keyboard.press('Tab');
    await shell.page.keyboard.type('sesame');
    await shell.page.keyboard.press('Enter');
    await shell.row(name).getByText('mate', { exact: true }).waitFor();
    await shell.told('docker login --username mate --password-stdin');
    await shell.row(name).getByText(shell.say('registry.place.file'), { exact: true }).waitFor();

    await page.dialog('registry.search');
    await page.field('registry.search.term').fill('nginx');
    await page.submit('search');
    const found = shell.dialog().getByRole('listitem');
    await found.first().getByText('20,914').waitFor();
    expect(await found.count()).toBe(2);
    expect(await found.getByText(shell.say('registry.search.official'), { exact: true }).count()).toBe(1);
    await found.nth(1).getByRole('button').click();
    await shell.dialog().getByText(shell.say('transfer.done')).waitFor();
    await shell.told('docker pull nginxinc/nginx-unprivileged:latest');
    await shell.escape();

    await shell.choose(local, shell.say('registry.push'));
    await page.field('column.image').selectOption('shop-api:latest');
    expect(await page.field('registry.push.target').inputValue()).toBe(`${local}/shop-api:latest`);
    await page.field('registry.push.target').fill(`${local}/Shop`);
    await page.submit('registry.push');
    await shell.dialog().getByText(shell.say('registry.push.target.wrong')).waitFor();
    await page.field('registry.push.target').fill(`${local}/forbidden/it:v1`);
    await page.submit('registry.push');
    await shell.dialog().locator('[data-code="registry.denied"]').waitFor();
    await page.field('registry.push.target').fill(`${local}/made/here:v1`);
    await page.submit('registry.push');
    await page.finish();
    await page.look(local);
    await shell.page.getByRole('link', { name: 'made/here', exact: true }).click();
    const row = shell.row('v1');
    await row.getByText('linux/amd64').waitFor();
    await row.getByRole('button').last().click();
    await page.submit('registry.delete');
    await row.waitFor({ state: 'detached' });

    await Registries.open(shell);
    await shell.choose(name, shell.say('registry.signOut'));
    await shell.row(name).getByText(shell.say('registry.anybody')).waitFor();
    await shell.told('docker logout');
  });

  it('have nothing that axe objects to', async () => {
    const shell = await window.open();
    await tour(shell, (state) => isAccessible(shell, state));
  });

  for (const look of looks) {
    it(`have their pictures taken (${nameOf(look)})`, async () => {
      const shell = await window.open(look);
      await tour(shell, (state) => picture(shell, look, state));
    });
  }
});

describeWindow('registries whose names mean harm', { scenario: 'hostile' }, (window) => {
  it('do nothing, and lead nowhere', async () => {
    const shell = await window.open();
    const page = await Registries.open(shell);
    await page.dialog('registry.add');
    await page.field('registry.host').fill(local);
    await page.submit('registry.add.submit');
    await page.look(local);
    await expect.poll(() => shell.text()).toContain('alert(1)');
    expect(await shell.page.locator('body :is(img:not([alt=""]), script:not([src]))').count()).toBe(0);
    // Of them all, only a name that is one can be opened.
    expect(await shell.page.getByRole('table').getByRole('link').allTextContents()).toEqual(['evil/plain']);
    await shell.page.getByRole('link', { name: 'evil/plain' }).click();
    await expect.poll(() => shell.text()).toContain('alert(1)');
    expect(await shell.page.locator('body :is(img:not([alt=""]), script:not([src]))').count()).toBe(0);
  });
});
