import * as fc from 'fast-check';
import { safeParse } from 'valibot';
import { describe, expect, it } from 'vitest';
import { dockerCommand } from '../../../main/contract/docker-command.ts';
import { parseRun } from '../../../main/contract/parse-run.ts';
import { runOptions } from '../../../main/contract/run-options.ts';
import { runSections } from '../../../renderer/features/containers/run-fields.ts';
import {
  emptyForm,
  formOf,
  readForm,
  type MountRow,
  type RunForm,
} from '../../../renderer/features/containers/run-form.ts';

const read = (form: Partial<RunForm>) => readForm({ ...emptyForm, image: 'nginx', ...form });
const port = (host: string, container: string, protocol: 'tcp' | 'udp' = 'tcp') => ({
  host,
  container,
  protocol,
});
const mount = (kind: MountRow['kind'], source: string, target = '', mode = '') => ({
  ...{ kind, source, target, mode },
});

describe('the run form', () => {
  it('wants an image', () => {
    expect(readForm(emptyForm).faults).toEqual({ image: 'run.image.missing' });
    expect(read({ image: '  ' }).faults).toHaveProperty('image');
    expect(read({})).toEqual({
      options: { image: 'nginx', command: [], ports: [], env: [], remove: false },
      faults: {},
    });
  });

  it('says all that was filled in, as the contract takes it', () => {
    const { options, faults } = read({
      ...{ image: ' nginx:alpine ', command: `sh -c 'echo "a  b"'`, mode: 'create' },
      ports: [port(' 8080 ', '80'), port('', '53', 'udp'), port('', ''), port('127.0.0.1', '1-2')],
      env: [
        { name: ' A ', value: ' kept = as it is\n' },
        { name: '', value: '' },
      ],
      mounts: [mount('bind', ' /a ', '/b', 'ro'), mount('bind', '', ''), mount('tmpfs', '', '/t')],
      texts: { name: ' web ', memory: '512m', user: ' ' },
      switches: { remove: true, tty: true, init: false },
      lists: { labels: 'a=b c \n\nd', dns: ' ' },
    });
    expect(faults).toEqual({});
    expect(options).toEqual({
      ...{ image: 'nginx:alpine', name: 'web', command: ['sh', '-c', 'echo "a  b"'], remove: true },
      ports: [
        { containerPort: 80, protocol: 'tcp', hostPort: 8080 },
        { containerPort: 53, protocol: 'udp' },
        { hostAddress: '127.0.0.1', containerPort: 1, protocol: 'tcp' },
        { hostAddress: '127.0.0.1', containerPort: 2, protocol: 'tcp' },
      ],
      env: [{ name: 'A', value: ' kept = as it is\n' }],
      mounts: [
        { kind: 'bind', source: '/a', target: '/b', mode: 'ro' },
        { kind: 'tmpfs', target: '/t' },
      ],
      ...{ mode: 'create', memory: '512m', tty: true, labels: ['a=b c ', 'd'] },
    });
    expect(safeParse(runOptions, options).success).toBe(true);
  });

  it('takes names that the engine takes', () => {
    for (const name of ['web', 'a1', 'A_b.c-d']) expect(read({ texts: { name } }).faults).toEqual({});
    for (const name of ['a', '-web', '.web', 'we b', 'web/1', 'wéb']) {
      expect(read({ texts: { name } }).faults, name).toEqual({ name: 'run.name.invalid' });
    }
  });

  it('points at the rows that are wrong, and leaves them out', () => {
    const bad = ['0', '65536', '-1', '80.5', 'http', '1e3', '999999', '８０'];
    for (const text of bad) {
      expect(read({ ports: [port('1', '1'), port('80', text)] }).faults, text).toEqual({
        port1: 'run.port.invalid',
      });
    }
    for (const text of bad.slice(1)) {
      expect(read({ ports: [port(text, '80')] }).faults, text).toEqual({ port0: 'run.port.invalid' });
    }
    expect(read({ ports: [port('80', '')] }).faults).toEqual({ port0: 'run.port.invalid' });
    const env = [
      { name: '', value: 'x' },
      { name: 'A=B', value: '' },
      { name: 'OK', value: '' },
    ];
    expect(read({ env }).faults).toEqual({ env0: 'run.env.invalid', env1: 'run.env.invalid' });
    expect(read({ env }).options.env).toEqual([{ name: 'OK', value: '' }]);
    const mounts = [mount('bind', 'x', '/x'), mount('volume', 'v', '/x'), mount('anonymous', '', '/x')];
    expect(read({ mounts })).toMatchObject({
      faults: { mount0: 'run.mount.invalid.bind', mount1: 'run.mount.invalid.volume' },
      options: { mounts: [{ kind: 'anonymous', target: '/x' }] },
    });
  });

  it('points at values that docker would refuse, and at what it refuses together', () => {
    const texts = { memory: 'much', cpus: '1,5', restart: 'sometimes', workdir: 'app', platform: 'a b' };
    const { options, faults } = read({ texts, lists: { ulimits: 'nofile', dns: 'one.one' } });
    expect(Object.keys(faults).sort()).toEqual([...Object.keys(texts), 'ulimits', 'dns'].sort());
    expect(options).not.toHaveProperty('memory');
    expect(read({ texts: { restart: 'always' }, switches: { remove: true } }).faults).toEqual({
      restart: 'run.restart.remove',
    });
    expect(read({ texts: { healthRetries: '3' }, switches: { noHealthcheck: true } }).faults).toEqual({
      healthRetries: 'run.health.none',
    });
  });

  it('finds a quote that is not closed', () => {
    expect(read({ command: `sh -c 'oops` })).toMatchObject({
      options: { command: [] },
      faults: { command: 'run.command.invalid' },
    });
  });

  it('gives examples that it takes itself', () => {
    for (const field of runSections.flatMap(({ fields }) => fields)) {
      const filled =
        field.kind === 'lines'
          ? { lists: { [field.key]: field.example } }
          : field.kind === 'text'
            ? { texts: { [field.key]: field.example } }
            : {};
      expect(read(filled).faults, field.key).toEqual({});
    }
  });

  it.each([
    `docker run -d --name web -p 127.0.0.1:8080:80 -p '[::1]::81/udp' -p 8000-8009:80 nginx sh -c 'a  b'`,
    `docker create -it --rm --restart no -v /a:/b:ro,z -v data:/d -v /e --tmpfs /t:size=1m nginx`,
    `docker run --volumes-from x:ro --mount 'type=volume,"source=a,b",target=/c' --label a --label b=c nginx`,
    `docker run -P -e 'A=b c' --cpus 1.5 --add-host a:::1 --pull always nginx`,
  ])('is filled in by a command, and says it again: %s', (line) => {
    const options = parseRun(line);
    expect(readForm(formOf(options))).toEqual({ options, faults: {} });
    expect(parseRun(dockerCommand({ kind: 'run', options }))).toEqual(options);
  });

  it('fails for nothing that can be typed', () => {
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        const { options } = read({
          ...{ command: a, ports: [port(a, b)], mounts: [mount('bind', a, b, c), mount('spec', c)] },
          ...{
            texts: { memory: a, healthInterval: b, restart: c },
            lists: { devices: a, hosts: b, ulimits: c },
          },
        });
        expect(safeParse(runOptions, options).issues).toBeUndefined();
      }),
    );
  });
});
