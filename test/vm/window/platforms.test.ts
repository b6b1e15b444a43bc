/** The platforms of a tag in its registry, compared with what docker says of them, and pulled as docker pulls them. */
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dockerArgs } from '../../../main/contract/docker-command.ts';
import { registryArchive, registryChanges } from '../../fixtures/registry-image.ts';
import { ImagePage } from '../../window/pages/image.ts';
import { Images } from '../../window/pages/images.ts';
import { limit } from '../pace.ts';
import { image } from '../shared-vm.ts';
import { eventually } from '../wait.ts';
import { describeVmWindow } from './fixture.ts';

/** A port of the VM, which its engine trusts without TLS. */
const host = '127.0.0.1:5014';
const repository = `${host}/team/pair`;
const reference = `${repository}:both`;
const manifest = 'application/vnd.docker.distribution.manifest.v2+json';
const list = 'application/vnd.docker.distribution.manifest.list.v2+json';

/** Published ports lead to this computer only where there is a VM; docker's own look at the registry is from here. */
const reachable = process.env['MOORAGE_FAKE_ENGINE'] === undefined;

async function smallArchive(content: string): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name: 'what' }, content);
  tar.finalize();
  return buffer(tar);
}

await describeVmWindow('platforms in the window on the real engine', ({ home, open }) => {
  const { docker, tryDocker } = home;
  const names = ['amd64', 'arm64'] as const;

  /** Puts a manifest by hand, as builders do: `docker manifest push` wants TLS or a registry that it knows. */
  async function put(tag: string, content: object): Promise<void> {
    const body = JSON.stringify(content);
    const head = [
      `PUT /v2/team/pair/manifests/${tag} HTTP/1.1`,
      ...[`Host: ${host}`, `Content-Type: ${list}`, `Content-Length: ${Buffer.byteLength(body)}`],
      'Connection: close',
    ];
    const [address = '', port = ''] = host.split(':');
    const run = ['run', '--rm', '-i', '--network', 'host', image, 'nc', address, port];
    const { text } = await tryDocker(run, { input: `${head.join('\r\n')}\r\n\r\n${body}` });
    expect(text).toMatch(/^HTTP\/1\.1 201/);
  }

  beforeAll(async () => {
    const changes = registryChanges.flatMap((change) => ['--change', change]);
    await tryDocker(['import', ...changes, '-', 'registry-pair'], {
      input: await registryArchive(),
      seconds: 20,
    });
    await docker('run', '-d', '--name', 'pair', '-p', `${host}:5000`, 'registry-pair');
    const manifests: object[] = [];
    for (const architecture of names) {
      const name = `${repository}:${architecture}`;
      const from = ['import', '--platform', `linux/${architecture}`, '-', name];
      await tryDocker(from, { input: await smallArchive(architecture) });
      const pushed = await eventually('the registry takes a push', async () => {
        const outcome = await tryDocker(['push', name]);
        return outcome.code === 0 ? outcome.text : undefined;
      });
      const [, digest, size] = /digest: (sha256:[0-9a-f]{64}) size: (\d+)/.exec(pushed) ?? [];
      const platform = { os: 'linux', architecture };
      manifests.push({ mediaType: manifest, digest, size: Number(size), platform });
      await docker('rmi', name);
    }
    // What builders add beside the images; it is no platform.
    const beside = { ...manifests[0], platform: { os: 'unknown', architecture: 'unknown' } };
    await put('both', { schemaVersion: 2, mediaType: list, manifests: [...manifests, beside] });
  }, limit(60));
  afterAll(async () => {
    await tryDocker(['rm', '-f', '-v', 'pair']);
    const all = ['both', ...names].map((tag) => `${repository}:${tag}`);
    await tryDocker(['rmi', '-f', 'registry-pair', ...all]);
  }, limit(20));

  test(
    'parity I13 I02 shows for which platforms there is an image, which of them is here, and pulls another',
    async () => {
      await docker('pull', '--platform', 'linux/amd64', reference);
      const first = await docker('image', 'inspect', '-f', '{{.Id}}', reference);
      const shell = await open();
      const page = await ImagePage.open(shell, reference);
      await page.tab('platforms');
      const rows = page.platforms;
      await rows.nth(1).waitFor();
      const seen = (await rows.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim());
      expect(seen).toEqual([
        expect.stringMatching(/^linux\/amd64 /),
        expect.stringMatching(/^linux\/arm64 /),
      ]);
      await rows.nth(0).getByText(shell.say('platforms.here'), { exact: true }).waitFor();
      expect(await rows.nth(1).getByText(shell.say('platforms.here'), { exact: true }).count()).toBe(0);
      await shell.page.getByText(shell.say('platforms.same')).waitFor();
      if (reachable) {
        // Of a registry without TLS the docker program wants to be told so.
        const asked = dockerArgs({ kind: 'image.manifest', reference, insecure: true });
        await shell.page.getByText(`docker ${asked.join(' ')}`, { exact: true }).waitFor();
        const told: unknown = JSON.parse(await docker(...asked));
        for (const text of seen) {
          const [name = '', digest = ''] = text.split(' ');
          expect(JSON.stringify(told)).toContain(digest);
          expect(JSON.stringify(told)).toContain(`"architecture":"${name.replace('linux/', '')}"`);
        }
      }

      const pull = { kind: 'image.pull', reference, platform: 'linux/arm64' } as const;
      await page.pullPlatform('linux/arm64');
      const facts = '{{.Architecture}} {{.Id}}';
      await eventually('the tag is the other platform’s', async () =>
        (await docker('image', 'inspect', '-f', facts, reference)).startsWith('arm64') ? true : undefined,
      );
      await shell.told(`docker ${dockerArgs(pull).join(' ')}`);
      const byWindow = await docker('image', 'inspect', '-f', facts, reference);
      expect(byWindow).toMatch(/^arm64 /);
      await docker('rmi', reference);
      await docker(...dockerArgs(pull));
      expect(await docker('image', 'inspect', '-f', facts, reference)).toBe(byWindow);
      await tryDocker(['rmi', '-f', first, reference]);
    },
    limit(60),
  );

  test(
    'parity I02 pulls all tags of a repository, as docker does',
    async () => {
      const shell = await open();
      const page = await Images.open(shell);
      const pull = { kind: 'image.pull', reference: repository, all: true } as const;
      const dialog = await page.pullAll(repository);
      await dialog.getByText(shell.say('transfer.done'), { exact: true }).waitFor();
      await shell.told(`docker ${dockerArgs(pull).join(' ')}`);
      const here = () => docker('images', '--no-trunc', '--format', '{{.Tag}} {{.ID}}', repository);
      const byWindow = (await here()).split('\n').toSorted();
      expect(byWindow.map((line) => line.split(' ')[0])).toEqual(['amd64', 'arm64', 'both']);
      await docker('rmi', ...['both', ...names].map((tag) => `${repository}:${tag}`));
      await docker(...dockerArgs(pull));
      expect((await here()).split('\n').toSorted()).toEqual(byWindow);
    },
    limit(30),
  );
});
