/** What is said of Dockerfiles: which line, which code. */
import { expect, it } from 'vitest';
import { lintDockerfile } from '../../../../main/contract/dockerfile/lint.ts';

const found = (text: string, target?: string) =>
  lintDockerfile(text, target).map(({ line, code, severity }) => `${line} ${severity} ${code}`);

it('has nothing to say of a good one', () => {
  const good = `# syntax=docker/dockerfile:1
ARG VERSION=3.22
FROM alpine:\${VERSION} AS build
ARG WHO
ENV A=b C="d e"
WORKDIR /src
COPY --chown=1:1 . .
RUN --mount=type=cache,target=/root apk add curl \\
  && make
FROM scratch
COPY --from=build /src/app /app
COPY --from=registry.example/tools:1 /bin/tool /
EXPOSE 80 8000-8010/udp $PORT
RUN [ -f /x ] || exit 0
HEALTHCHECK CMD true
ENTRYPOINT ["/app"]
CMD ["serve"]
`;
  expect(found(good, 'build')).toEqual([]);
});

it.each([
  ['', '1 error noFrom'],
  ['RUN x', '1 error noFrom'],
  ['RUM x\nFROM a:1', '1 error beforeFrom'],
  ['FROM a:1\nRUM x', '2 error unknownLike'],
  ['FROM a:1\nXYZZY x', '2 error unknown'],
  ['FROM a:1\nconstructor x', '2 error unknown'],
  ['FROM a:1\nRUN', '2 error noArguments'],
  ['FROM a:1\nCOPY x', '2 error tooFew'],
  ['FROM a:1 b', '1 error fromForm'],
  ['FROM a:1 AS 1b', '1 error stageName'],
  ['FROM a:1 AS b\nFROM b AS B', '2 error stageTwice'],
  ["FROM a:1\nCMD ['x']", '2 warning json'],
  ['FROM a:1\nCOPY --from=b /x /', '2 warning copyFrom'],
  ['FROM a:1\nCOPY --from=0 /x /', '2 error copyFromNumber'],
  ['FROM a:1\nADD x /', '2 advice add'],
  ['FROM a:1\nRUN apt-get update && apt-get install curl', '2 warning aptYes'],
  ['FROM a:1\nRUN apt-get install -y curl', '2 warning aptUpdate'],
  ['FROM a:1\nRUN apt-get update', '2 warning aptUpdate'],
  ['FROM a', '1 advice noTag'],
  ['FROM reg:5000/a', '1 advice noTag'],
  ['FROM a:latest', '1 advice latest'],
  ['FROM a:1\nCMD run it', '2 advice shellForm'],
  ['FROM a:1\nMAINTAINER me', '2 warning maintainer'],
  ['FROM a:1\nCMD ["a"]\nCMD ["b"]', '2 warning twice'],
  ['FROM a:1\nENV a b', '2 warning legacyEnv'],
  ['FROM a:1\nARG 1a', '2 error argForm'],
  ['FROM a:1\nRUN cat <<EOF\nx', '2 error heredoc'],
  ['FROM a:1\nEXPOSE 70000', '2 error port'],
  ['FROM a:1\nONBUILD FROM x', '2 error onbuild'],
  ['FROM a:1\nWORKDIR x', '2 advice workdir'],
  ['# escape=x\nFROM a:1', '1 error escape'],
])('%j: %s', (text, expected) => {
  expect(found(text)).toContain(expected);
});

it('leaves alone what is right', () => {
  expect(
    found('FROM a:1\nRUN apt-get update \\\n && apt-get install -y --no-install-recommends curl'),
  ).toEqual([]);
  expect(found('FROM a:1\nADD https://x/y.tgz /\nADD a.tar.gz /')).toEqual([]);
  expect(found('FROM a@sha256:0000\nFROM scratch')).toEqual([]);
});

it('knows whether there is the stage that is wanted', () => {
  expect(found('FROM a:1 AS b', 'c')).toEqual(['1 error target']);
  expect(found('FROM a:1 AS b', 'B')).toEqual([]);
  expect(found('FROM a:1', '0')).toEqual([]);
});
