import { expect, it } from 'vitest';
import { dockerCommand } from '../../../main/contract/docker-command.ts';
import { inspectTemplate, type InspectStep } from '../../../main/contract/inspect-template.ts';

const cases: [readonly InspectStep[], unknown, string][] = [
  [['State', 'Status'], 'running', '{{.State.Status}}'],
  [['HostConfig', 'Memory'], 0, '{{.HostConfig.Memory}}'],
  [['State', 'Running'], true, '{{.State.Running}}'],
  // Lists, objects and null as JSON: Go would write them in a way of its own.
  [['Config', 'Env'], ['A=B'], '{{json .Config.Env}}'],
  [['Config', 'Entrypoint'], null, '{{json .Config.Entrypoint}}'],
  [[], {}, '{{json .}}'],
  // Keys that are no names, and places in lists.
  [['Config', 'Labels', 'com.example'], 'x', '{{index .Config.Labels "com.example"}}'],
  [['Config', 'Labels', 'plain_1'], 'x', '{{.Config.Labels.plain_1}}'],
  [['Config', 'Labels', '1st'], 'x', '{{index .Config.Labels "1st"}}'],
  [['Config', 'Labels', ''], 'x', '{{index .Config.Labels ""}}'],
  [['Config', 'Labels', 'a"b\\c\n'], 'x', String.raw`{{index .Config.Labels "a\"b\\c\n"}}`],
  [['Config', 'Labels', '名'], 'x', '{{index .Config.Labels "名"}}'],
  [['Config', 'Env', 0], 'A=B', '{{index .Config.Env 0}}'],
  [['Mounts', 0], {}, '{{json (index .Mounts 0)}}'],
  [['Mounts', 0, 'Source'], '/a', '{{(index .Mounts 0).Source}}'],
  [
    ['NetworkSettings', 'Ports', '80/tcp', 0, 'HostPort'],
    '8080',
    '{{(index (index .NetworkSettings.Ports "80/tcp") 0).HostPort}}',
  ],
  [['Ports', '80/tcp'], [], '{{json (index .Ports "80/tcp")}}'],
  [['odd key'], 'x', '{{index . "odd key"}}'],
  // What Go writes in its own way: times, spans of time, and addresses that are not there.
  [['State', 'StartedAt'], '2026-01-02T03:04:05.678Z', '{{json .State.StartedAt}}'],
  [['Config', 'Healthcheck', 'Interval'], 30_000_000_000, '{{json .Config.Healthcheck.Interval}}'],
  [['NetworkSettings', 'IPAddress'], '', '{{json .NetworkSettings.IPAddress}}'],
];

it.each(cases)('the template for %j of %j is %s', (path, value, template) => {
  expect(inspectTemplate(path, value)).toBe(template);
});

it('the command is quoted for a shell', () => {
  const format = inspectTemplate(['Config', 'Labels', "it's"], 'x');
  expect(dockerCommand({ kind: 'inspect.field', what: 'container', name: 'web', format })).toBe(
    `docker container inspect --format '{{index .Config.Labels "it'\\''s"}}' web`,
  );
  expect(dockerCommand({ kind: 'inspect.field', what: 'volume', name: '-v', format: '{{.Name}}' })).toBe(
    `docker volume inspect --format '{{.Name}}' -- -v`,
  );
});

it('the commands that look at one container', () => {
  expect(dockerCommand({ kind: 'container.stats', name: 'web' })).toBe('docker stats web');
  const since = Date.parse('2026-01-02T03:04:05.678Z');
  expect(dockerCommand({ kind: 'container.events', id: '0123456789ab', since })).toBe(
    'docker events --since 2026-01-02T03:04:05Z --filter container=0123456789ab',
  );
  expect(dockerCommand({ kind: 'inspect', what: 'image', name: 'a:1' })).toBe('docker image inspect a:1');
});
