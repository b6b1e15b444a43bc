/** Answers of both builders as steps. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseDockerfile } from '../../../../main/contract/dockerfile/parse.ts';
import { BuildkitSteps } from '../../../../main/core/builds/buildkit-steps.ts';
import { ClassicSteps } from '../../../../main/core/builds/classic-steps.ts';
import { MessageWriter } from '../../../../main/core/builds/protobuf.ts';
import { Steps } from '../../../../main/core/builds/steps.ts';

const file = parseDockerfile('ARG V=1\nFROM x:$V\n# c\nRUN a\nRUN b\n');

it('takes the classic builder’s lines, wherever they are cut', () => {
  const text =
    'Step 1/4 : ARG V=1\nStep 2/4 : FROM x:1\n ---> 123456789abc\nStep 3/4 : RUN a\n ---> Using cache\n ---> 2\n' +
    '[Warning] careful\nStep 4/4 : RUN b\n ---> Running in 3\nhello\n\u001b[91mbad\u001b[0m\n';
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: text.length - 1 }), { maxLength: 6 }), (cuts) => {
      const steps = new Steps();
      const reader = new ClassicSteps(steps, file, () => 1);
      const edges = [0, ...cuts.toSorted((a, b) => a - b), text.length];
      const items = edges.flatMap((from, index) =>
        reader.take({ stream: text.slice(from, edges[index + 1]) }),
      );
      items.push(...reader.take({ aux: { ID: 'sha256:x' } }), ...reader.end('failed'));
      expect(steps.all().map(({ name, state, line }) => [name, state, line])).toEqual([
        ['ARG V=1', 'done', 1],
        ['FROM x:1', 'done', 2],
        ['RUN a', 'cached', 4],
        ['RUN b', 'failed', 5],
      ]);
      const lines = items.flatMap((item) => (item.kind === 'log' ? item.lines : []));
      expect(lines).toEqual([
        { text: 'hello', error: false },
        { text: '\u001b[91mbad\u001b[0m', error: true },
      ]);
      expect(steps.summary()).toEqual({ steps: 4, cached: 1, warnings: 1 });
      expect(steps.failure('no')).toEqual({
        message: 'no',
        step: 'RUN b',
        line: 5,
        lines: ['hello', '\u001b[91mbad\u001b[0m'],
      });
      expect(steps.imageId).toBe('sha256:x');
    }),
  );
});

it('passes over what BuildKit doesn’t say', () => {
  const steps = new Steps();
  const reader = new BuildkitSteps(steps, []);
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String(), fc.anything()), (aux) => {
      expect(() => reader.take({ id: 'moby.buildkit.trace', aux })).not.toThrow();
    }),
    { numRuns: 1000 },
  );
});

it('keeps no more steps than a build has', () => {
  const steps = new Steps();
  const reader = new BuildkitSteps(steps, []);
  for (let n = 0; n < 6000; n += 1) {
    const vertex = new MessageWriter().bytes(1, `sha256:${n}`).bytes(3, 'x').finish();
    reader.take({
      id: 'moby.buildkit.trace',
      aux: new MessageWriter().message(1, vertex).finish().toString('base64'),
    });
  }
  expect(steps.all()).toHaveLength(5000);
});
