import { safeParse } from 'valibot';
import { describe, expect, it } from 'vitest';
import { runOptions } from '../../../main/contract/run-options.ts';
import { emptyForm, readForm, type RunForm } from '../../../renderer/features/containers/run-form.ts';

const read = (form: Partial<RunForm>) => readForm({ ...emptyForm, image: 'nginx', ...form });
const port = (host: string, container: string, protocol: 'tcp' | 'udp' = 'tcp') => ({
  host,
  container,
  protocol,
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
      ...{ image: ' nginx:alpine ', name: ' web ', command: `sh -c 'echo "a  b"'`, remove: true },
      ports: [port(' 8080 ', '80'), port('', '53', 'udp'), port('', '')],
      env: [
        { name: ' A ', value: ' kept = as it is\n' },
        { name: '', value: '' },
      ],
    });
    expect(faults).toEqual({});
    expect(options).toEqual({
      ...{ image: 'nginx:alpine', name: 'web', command: ['sh', '-c', 'echo "a  b"'], remove: true },
      ports: [
        { containerPort: 80, protocol: 'tcp', hostPort: 8080 },
        { containerPort: 53, protocol: 'udp' },
      ],
      env: [{ name: 'A', value: ' kept = as it is\n' }],
    });
    expect(safeParse(runOptions, options).success).toBe(true);
  });

  it('takes names that the engine takes', () => {
    for (const name of ['web', 'a1', 'A_b.c-d']) expect(read({ name }).faults).toEqual({});
    for (const name of ['a', '-web', '.web', 'we b', 'web/1', 'wéb']) {
      expect(read({ name }).faults, name).toEqual({ name: 'run.name.invalid' });
    }
  });

  it('points at the rows that are wrong, and leaves them out', () => {
    const bad = ['0', '65536', '-1', '80.5', 'http', '1e3', '999999', '８０'];
    for (const text of bad) {
      expect(read({ ports: [port('1', '1'), port('80', text)] }).faults, text).toEqual({
        port1: 'run.port.invalid',
      });
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
  });

  it('finds a quote that is not closed', () => {
    expect(read({ command: `sh -c 'oops` })).toMatchObject({
      options: { command: [] },
      faults: { command: 'run.command.invalid' },
    });
  });
});
