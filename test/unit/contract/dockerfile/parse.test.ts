/** Dockerfiles as instructions, stages, and the lines of what builders tell. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../../../main/contract/dockerfile/parse.ts';
import {
  imagesOf,
  lineOfClassicStep,
  lineOfStep,
  stagesOf,
} from '../../../../main/contract/dockerfile/stages.ts';

const brief = (text: string) =>
  parseDockerfile(text).instructions.map(({ keyword, rest, line, endLine }) => [
    keyword,
    rest,
    line,
    endLine,
  ]);

it('joins lines that go on, over comments and empty lines', () => {
  expect(brief('FROM a\nrun one \\\n  # a comment\n\n  two \\\n three\nCMD x')).toEqual([
    ['FROM', 'a', 1, 1],
    ['RUN', 'one   two  three', 2, 6],
    ['CMD', 'x', 7, 7],
  ]);
});

it('knows the escape directive, which only counts at the top', () => {
  expect(brief('# escape=`\nFROM a\nRUN b `\n c \\\nCMD d')).toEqual([
    ['FROM', 'a', 2, 2],
    ['RUN', 'b  c \\', 3, 4],
    ['CMD', 'd', 5, 5],
  ]);
  expect(parseDockerfile('# syntax=docker/dockerfile:1\n# a comment\n# escape=`\nFROM a').directives).toEqual(
    new Map([['syntax', 'docker/dockerfile:1']]),
  );
});

it('keeps here-documents out of the instructions', () => {
  const { instructions, unended } = parseDockerfile(
    'FROM a\nRUN <<EOF\nFROM inside\nEOF\nCOPY <<-"A" <<B /x/\n\tone\n\tA\ntwo\nB\nCMD ["x"]',
  );
  expect(instructions.map(({ keyword, line }) => [keyword, line])).toEqual([
    ['FROM', 1],
    ['RUN', 2],
    ['COPY', 5],
    ['CMD', 10],
  ]);
  expect(instructions[2]?.heredocs).toEqual([
    { name: 'A', quoted: true, text: '\tone' },
    { name: 'B', quoted: false, text: 'two' },
  ]);
  expect(unended).toEqual([]);
  expect(parseDockerfile('RUN cat <<EOF\nx').unended).toEqual([{ line: 1, name: 'EOF' }]);
  // In a comparison there is none.
  expect(parseDockerfile('RUN test 1<2\nCMD x').instructions).toHaveLength(2);
});

it('takes flags and the JSON form apart', () => {
  const [run] = parseDockerfile('RUN --mount=type=cache,target=/x --network=none ["a", "b c"]').instructions;
  expect(run?.flags).toEqual([
    { name: 'mount', value: 'type=cache,target=/x' },
    { name: 'network', value: 'none' },
  ]);
  expect(run?.json).toEqual(['a', 'b c']);
});

it('never throws, and its lines are lines of the file', () => {
  const piece = fc.constantFrom(
    'FROM a',
    'RUN <<E',
    'E',
    ' \\',
    '\n',
    '# x',
    'COPY --from=',
    '[',
    '"',
    'ONBUILD ',
    ' ',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece).map((all) => all.join('')),
      ),
      (text) => {
        const most = text.split(/\r?\n/).length;
        for (const { line, endLine } of parseDockerfile(text).instructions) {
          expect(line).toBeGreaterThan(0);
          expect(endLine).toBeGreaterThanOrEqual(line);
          expect(endLine).toBeLessThanOrEqual(most);
        }
      },
    ),
  );
});

describe('steps of builders', () => {
  const file = parseDockerfile(
    'ARG B=busybox\nFROM ${B} AS Base\nARG X\nRUN one\nCOPY a /\nFROM scratch\nCOPY --from=base /a /\nFROM base AS last\nENV a=b\nWORKDIR /x\nRUN two',
  );
  it.each([
    ['[base 1/3] FROM docker.io/library/busybox', 2],
    ['[base 2/3] RUN one', 4],
    ['[linux/arm64 base 3/3] COPY a /', 5],
    ['[stage-1 1/1] COPY --from=base /a /', 7],
    ['[last 1/2] WORKDIR /x', 10],
    ['[last 2/2] RUN two', 11],
    ['[2/2] RUN two', 11],
    ['[last 2/2] COPY two', undefined],
    ['[nowhere 1/2] RUN x', undefined],
    ['[internal] load build context', undefined],
    ['exporting to image', undefined],
  ])('%s is on line %s', (name, line) => {
    expect(lineOfStep(stagesOf(file), name)).toBe(line);
  });

  it('counts all of them for the classic builder', () => {
    expect([1, 2, 3, 4].map((number) => lineOfClassicStep(file, number))).toEqual([1, 2, 3, 4]);
    expect(lineOfClassicStep(file, 99)).toBeUndefined();
  });
});

it('names the images that a build may fetch', () => {
  const file = parseDockerfile(
    '# syntax=docker/dockerfile:1\nARG R=reg.example\nARG T\nFROM ${R}/a:${T:-1} AS x\nFROM x\nCOPY --from=y.example/b /b /\nRUN --mount=type=bind,from=z/c,target=/c true\nCOPY --from=x / /',
  );
  expect(imagesOf(file, [])).toEqual(['reg.example/a:1', 'y.example/b', 'z/c', 'docker/dockerfile:1']);
  expect(imagesOf(file, [{ name: 'R', value: 'other' }])[0]).toBe('other/a:1');
});
