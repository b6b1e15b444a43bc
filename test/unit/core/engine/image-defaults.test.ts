import * as fc from 'fast-check';
import { safeParse } from 'valibot';
import { describe, expect, it } from 'vitest';
import { imageDefaults } from '../../../../main/contract/image-defaults.ts';
import { defaultsOf } from '../../../../main/core/engine/image-defaults.ts';

describe('what an image brings', () => {
  it('is read from its configuration', () => {
    const config = {
      ...{ Entrypoint: ['/run'], Cmd: ['a', 'b c'], User: 'app', WorkingDir: '/srv' },
      Env: ['A=b=c', 'D', 'E='],
      ExposedPorts: { '80/tcp': {}, '53/udp': {}, '0/tcp': {}, '99999/tcp': {}, '1/sctp': {}, x: {} },
      Volumes: { '/data': {} },
    };
    expect(defaultsOf(config)).toEqual({
      ...{ entrypoint: ['/run'], command: ['a', 'b c'], user: 'app', workdir: '/srv', volumes: ['/data'] },
      env: [
        { name: 'A', value: 'b=c' },
        { name: 'D', value: '' },
        { name: 'E', value: '' },
      ],
      ports: [
        { port: 80, protocol: 'tcp' },
        { port: 53, protocol: 'udp' },
      ],
    });
  });

  it('is harmless, whatever the engine answers', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.record({
            Env: fc.anything(),
            Cmd: fc.array(fc.string({ unit: 'binary' })),
            Volumes: fc.object(),
          }),
        ),
        (value) => {
          const defaults = defaultsOf(value);
          expect(safeParse(imageDefaults, defaults).issues).toBeUndefined();
          expect(JSON.stringify(defaults.command)).not.toMatch(/\\[nrt]|\\u00[01]/);
        },
      ),
    );
    const many = Array.from({ length: 10_000 }, () => 'x'.repeat(5000));
    const { command } = defaultsOf({ Cmd: many });
    expect(command).toHaveLength(200);
    expect(command[0]).toHaveLength(2000);
  });
});
