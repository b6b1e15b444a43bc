/** What the window does with networks, compared with what docker does and with what containers find there. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dockerArgs } from '../../../main/contract/docker-command.ts';
import { Networks } from '../../window/pages/networks.ts';
import { limit } from '../pace.ts';
import { image } from '../shared-vm.ts';
import { describeVmWindow } from './fixture.ts';

await describeVmWindow('networks on the real engine', ({ home, open }) => {
  const { docker, tryDocker } = home;
  const networks = ['nw-window', 'nw-docker', 'nw-inner', 'nw-apart', 'nw-left'];
  const containers = ['nw-web', 'nw-db', 'nw-host'];
  const inside = (name: string, ...words: string[]) => tryDocker(['exec', name, ...words]);
  const serve = 'echo ok > /tmp/i; exec httpd -f -h /tmp -p';

  beforeAll(async () => {
    await docker('network', 'create', '--subnet', '10.98.0.0/24', 'nw-left');
    for (const name of ['nw-web', 'nw-db'])
      await docker('run', '-d', '--init', '--name', name, image, 'sh', '-c', `${serve} 80`);
  }, limit(10));
  afterAll(async () => {
    await tryDocker(['rm', '--force', ...containers]);
    await tryDocker(['network', 'rm', ...networks]);
  }, limit(10));

  test(
    'parity N01 N02 a network with a subnet is what the shown command makes, and names resolve in it',
    async () => {
      const shell = await open();
      const page = await Networks.open(shell);
      const wish = {
        ...{ driver: 'bridge', ipv6: true, attachable: true, labels: ['team=shop'] },
        options: ['com.docker.network.bridge.enable_icc=true'],
      } as const;
      const pools = (n: number) => [
        { subnet: `10.99.${n}.0/24`, gateway: `10.99.${n}.9`, ipRange: `10.99.${n}.64/26` },
        { subnet: `fd00:99:${n}::/64`, gateway: `fd00:99:${n}::9` },
      ];
      await page.create({
        name: 'nw-window',
        checks: ['network.ipv6', 'network.attachable'],
        fields: {
          'network.subnet': '10.99.1.0/24',
          'network.gateway': '10.99.1.9',
          'network.ipRange': '10.99.1.64/26',
          'network.subnet6': 'fd00:99:1::/64',
          'network.gateway6': 'fd00:99:1::9',
          'network.options': 'com.docker.network.bridge.enable_icc=true',
          'network.labels': 'team=shop',
        },
      });
      const args = dockerArgs({ kind: 'network.create', name: 'nw-window', pools: pools(1), ...wish });
      await shell.told(`docker ${args.join(' ')}`);
      await docker(...dockerArgs({ kind: 'network.create', name: 'nw-docker', pools: pools(2), ...wish }));
      const facts =
        '{{.Driver}} {{.Scope}} {{.EnableIPv4}} {{.EnableIPv6}} {{.Internal}} {{.Attachable}} {{json .Options}} ' +
        '{{json .Labels}} {{json .IPAM}}';
      const look = async (name: string, n: number) =>
        (await docker('network', 'inspect', '-f', facts, name)).replaceAll(/(99[.:])\d+/g, `$1${n}`);
      expect(await look('nw-window', 0)).toBe(await look('nw-docker', 0));

      const refused = await page.fillForm({ name: 'nw-taken', fields: { 'network.subnet': '10.99.1.0/24' } });
      await page.submit(refused, 'create');
      await refused.locator('[data-code="network.poolOverlap"]').waitFor();
      await shell.page.keyboard.press('Escape');

      // Joined by the window and by docker, and each finds the other by its name and its alias.
      await page.page('nw-window', 'containers');
      const more = { aliases: ['database', 'store'], ipv4: '10.99.1.70' };
      await page.connect('nw-db', {
        'network.aliases': 'database, store',
        'network.address4': '10.99.1.70',
      });
      const connect = dockerArgs({
        kind: 'network.connect',
        network: 'nw-window',
        container: 'nw-db',
        ...more,
      });
      await shell.told(`docker ${connect.join(' ')}`);
      const endpoint =
        '{{json (index .NetworkSettings.Networks "nw-window").IPAMConfig}} {{json (index .NetworkSettings.Networks "nw-window").Aliases}}';
      const byWindow = await docker('inspect', '-f', endpoint, 'nw-db');
      await docker('network', 'disconnect', 'nw-window', 'nw-db');
      await shell.row('nw-db').waitFor({ state: 'detached' });
      await docker(...connect);
      expect(await docker('inspect', '-f', endpoint, 'nw-db')).toBe(byWindow);
      await docker('network', 'connect', 'nw-window', 'nw-web');
      await shell.row('nw-db').getByText('10.99.1.70/24').waitFor();
      await shell.row('nw-db').getByText('database, store').waitFor();
      await shell.row('nw-web').waitFor();
      for (const name of ['nw-db', 'store', '10.99.1.70']) {
        const { text } = await inside('nw-web', 'wget', '-q', '-O', '-', `http://${name}/i`);
        expect(text.trim(), name).toBe('ok');
      }
      await page.disconnect('nw-web');
      await shell.told('docker network disconnect nw-window nw-web');
      expect((await inside('nw-web', 'wget', '-q', '-T', '5', '-O', '-', 'http://nw-db/i')).code).not.toBe(0);

      // In use: told by whom; then many at once.
      await shell.go('networks');
      await shell.row('nw-window').getByText('nw-db').waitFor();
      await shell.page.getByRole('searchbox').fill('nw-');
      for (const name of ['nw-docker', 'nw-window'])
        await shell.page.getByRole('checkbox', { name: shell.say('list.choose', { name }) }).check();
      await shell.page.getByRole('link', { name: 'nw-window', exact: true }).focus();
      await shell.page.keyboard.press('Delete');
      await page.submit(shell.dialog(), 'remove');
      await shell.dialog().locator('[data-code="bulk.partial"]').waitFor();
      const left = await docker('network', 'ls', '--format', '{{.Name}}');
      expect(left.split('\n')).toContain('nw-window');
      expect(left.split('\n')).not.toContain('nw-docker');
      await shell.page.keyboard.press('Escape');
      await docker('network', 'disconnect', 'nw-window', 'nw-db');
      await docker('network', 'rm', 'nw-window');
    },
    limit(60),
  );

  test(
    'parity N02 the map says who reaches whom, and containers find it so',
    async () => {
      await docker('network', 'create', '--internal', 'nw-inner');
      const apart = 'com.docker.network.bridge.enable_icc=false';
      await docker('network', 'create', '-o', apart, 'nw-apart');
      await docker('network', 'connect', 'nw-inner', 'nw-db');
      await docker('network', 'disconnect', 'bridge', 'nw-db');
      await docker('network', 'connect', 'nw-inner', 'nw-web');
      await docker('network', 'connect', 'nw-apart', 'nw-web');
      await docker(
        'run',
        '-d',
        '--init',
        '--name',
        'nw-host',
        '--network',
        'host',
        image,
        'sh',
        '-c',
        `${serve} 8097`,
      );
      const shell = await open();
      const page = await Networks.open(shell);
      await page.tab('reach');
      const row = (name: string) =>
        shell.page.getByRole('row').filter({ has: shell.page.getByRole('link', { name, exact: true }) });
      await row('nw-db')
        .getByText(`${shell.say('reach.name')} nw-web · ${shell.say('reach.vm')} nw-host`)
        .waitFor();
      await row('nw-db').getByText(shell.say('engine.no'), { exact: true }).waitFor();
      await row('nw-web').getByText(shell.say('engine.yes'), { exact: true }).waitFor();
      const address = await docker(
        ...['inspect', '-f', '{{(index .NetworkSettings.Networks "nw-inner").IPAddress}}', 'nw-db'],
      );
      const gateway = await docker(
        ...['network', 'inspect', '-f', '{{(index .IPAM.Config 0).Gateway}}', 'nw-inner'],
      );
      const get = async (from: string, to: string) =>
        (await inside(from, 'wget', '-q', '-T', '5', '-O', '-', `http://${to}/i`)).text.trim();
      expect(await get('nw-web', 'nw-db')).toBe('ok');
      expect(await get('nw-host', address)).toBe('ok');
      expect(await get('nw-db', `${gateway}:8097`)).toBe('ok');
      expect((await inside('nw-db', 'ip', 'route')).text).not.toContain('default');

      await page.tab('map');
      await page.node('container', 'nw-db').press('Enter');
      await page.chosen.getByRole('link', { name: 'nw-web' }).waitFor();
      await page.chosen.getByText(shell.say('reach.out.no'), { exact: true }).waitFor();
      expect(await page.node('container', 'nw-web').getAttribute('class')).toContain('map__node--on');

      // Only stopped containers are in it: the prune takes it, as docker's does, and says so before.
      await docker('rm', '-f', 'nw-host');
      await docker('stop', '-t', '0', 'nw-db', 'nw-web');
      await docker('network', 'rm', 'nw-apart');
      await page.tab('list');
      await shell.row('nw-inner').waitFor();
      await shell.row('nw-apart').waitFor({ state: 'detached' });
      await shell.button(shell.say('networks.prune')).click();
      const list = shell.dialog().getByRole('list', { name: shell.say('networks.prune.list') });
      await list.getByText('nw-inner').waitFor();
      await shell.dialog().getByText(shell.say('networks.prune.stopped')).waitFor();
      await page.submit(shell.dialog(), 'networks.prune.submit');
      await shell.told(`docker ${dockerArgs({ kind: 'network.prune' }).join(' ')}`);
      const left = await docker('network', 'ls', '--format', '{{.Name}}');
      for (const name of ['nw-inner', 'nw-left']) expect(left.split('\n'), name).not.toContain(name);
      await docker('network', 'create', 'nw-left');
      expect(await docker(...dockerArgs({ kind: 'network.prune' }))).toContain('nw-left');
    },
    limit(60),
  );
});
