/** The user's part of the engine's configuration, as text and as values: reading, checking, merging. */
import { describe, expect, it } from 'vitest';
import { checkDaemonConfig } from '../../../main/contract/daemon-config/check.ts';
import { offsetOf, placeOf, readJson } from '../../../main/contract/daemon-config/json-text.ts';
import { nearestKey } from '../../../main/contract/daemon-config/keys.ts';
import {
  isInsecureRegistry,
  isMirror,
  registryLists,
  withRegistryLists,
} from '../../../main/contract/daemon-config/registries.ts';
import { lastWords, parseConfig } from '../../../main/core/daemon-config/guest-config.ts';
import { mergeDaemonConfig } from '../../../main/core/daemon-config/merge.ts';

function problems(text: string, own = {}) {
  const checked = checkDaemonConfig(text, own);
  return checked.kind === 'good'
    ? []
    : checked.problems.map(({ code, params }) => `${params['line']}:${params['column']} ${code}`);
}

describe('JSON with places', () => {
  it.each([
    '{}',
    ' [1, -0.5e+3, "a\\u00e9\\n", true, false, null, {"a": [[]]}] ',
    '"\\ud83d\\ude00"',
    '{"a":1,"a":2}',
    '\uFEFF{"a": "ü"}',
  ])('reads %s as JavaScript does', (text) => {
    const result = readJson(text);
    const expected: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    expect(result.kind === 'read' && result.node.value).toEqual(expected);
  });

  it.each([
    ['{"a": 1,}', 8, '}'],
    ['{a: 1}', 1, 'a'],
    ["{'a': 1}", 1, "'"],
    ['{"a" 1}', 5, '1'],
    ['{"a": 01}', 6, '01'],
    ['{"a": nul}', 6, 'nul'],
    ['{"a": "x\ny"}', 8, '\n'],
    ['{"a": "\\q"}', 7, '\\'],
    ['{} // no', 3, '/'],
    ['{"a": [1', 8, undefined],
    ['', 0, undefined],
  ])('finds where %j stops being JSON', (text, offset, found) => {
    expect(readJson(text)).toEqual({
      kind: 'fault',
      fault: { offset, ...(found === undefined ? {} : { found }) },
    });
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
  });

  it('does not follow nesting without an end', () => {
    expect(readJson('['.repeat(100_000)).kind).toBe('fault');
  });

  it('knows places with every kind of line end', () => {
    const text = 'a\r\nbc\nd\re';
    for (let offset = 0; offset < text.length; offset += 1) {
      if (text[offset] === '\n' && text[offset - 1] === '\r') continue;
      expect(offsetOf(text, placeOf(text, offset))).toBe(offset);
    }
    expect(placeOf(text, 4)).toEqual({ line: 2, column: 2 });
    expect(offsetOf(text, { line: 99, column: 99 })).toBe(text.length);
  });
});

describe('parity E04 the check', () => {
  it('takes what the engine takes', () => {
    const text = `{
      "debug": true, "mtu": 1400, "dns": ["1.1.1.1"], "labels": [], "features": { "buildkit": true },
      "log-opts": { "max-size": "5m" }, "default-ulimits": { "nofile": { "Name": "nofile", "Hard": 1, "Soft": 1 } },
      "default-address-pools": [{ "base": "172.30.0.0/16", "size": 24 }],
      "registry-mirrors": ["https://mirror.example.com"], "insecure-registries": ["10.0.0.0/8", "host:5000"]
    }`;
    expect(problems(text)).toEqual([]);
    expect(problems('')).toEqual([]);
    expect(problems('  \n')).toEqual([]);
  });

  it('names the place of what is wrong', () => {
    expect(problems('{\n  "debug": tru\n}')).toEqual(['2:12 daemonConfig.syntax']);
    expect(problems('{\n  "debug": true')).toEqual(['2:16 daemonConfig.unfinished']);
    expect(problems('[]')).toEqual(['1:1 daemonConfig.notObject']);
    expect(problems('{"debug": true,\n "debug": false}')).toEqual(['2:2 daemonConfig.doubled']);
    expect(problems('{\n  "dns": ["1.1.1.1",\n    5]\n}')).toEqual(['3:5 daemonConfig.type']);
    expect(problems('{"log-opts": {"max-file": 3}, "mtu": 1.5, "log-level": "loud"}')).toEqual([
      '1:27 daemonConfig.type',
      '1:38 daemonConfig.type',
      '1:56 daemonConfig.type',
    ]);
    expect(problems('{"registry-mirrors": ["ftp://x"], "insecure-registries": ["http://x"]}')).toEqual([
      '1:23 daemonConfig.mirror',
      '1:59 daemonConfig.insecure',
    ]);
  });

  it('suggests what an unknown key was meant to be', () => {
    expect(nearestKey('registry-mirror')).toBe('registry-mirrors');
    expect(nearestKey('Registry_Mirrors')).toBe('registry-mirrors');
    expect(nearestKey('log-optz')).toBe('log-opts');
    expect(nearestKey('mirrors')).toBe('registry-mirrors');
    expect(nearestKey('xyzzy')).toBeUndefined();
    expect(problems('{"__proto__": 1, "xyzzy": 1, "dbug": true}')).toEqual([
      '1:2 daemonConfig.strangeKey',
      '1:18 daemonConfig.strangeKey',
      '1:30 daemonConfig.unknownKey',
    ]);
  });

  it('keeps what is Moorage’s, unless it says the same', () => {
    const own = { 'live-restore': true, 'data-root': '/var/lib/docker' };
    expect(problems('{"live-restore": false}', own)).toEqual(['1:2 daemonConfig.ownLiveRestore']);
    expect(problems('{"data-root": "/x", "hosts": [], "iptables": false}', own)).toEqual([
      '1:2 daemonConfig.ownPlace',
      '1:21 daemonConfig.ownSocket',
      '1:34 daemonConfig.ownNetwork',
    ]);
    expect(problems('{"live-restore": true}', own)).toEqual([]);
  });
});

describe('parity E05 R03 lists of registries', () => {
  it.each([
    'http://10.0.2.2:5000',
    'https://mirror.example.com',
    'https://mirror.example.com/path/',
    'http://[::1]:5000',
  ])('%s is a mirror', (text) => expect(isMirror(text)).toBe(true));
  it.each([
    'ftp://x',
    'mirror.example.com',
    'http://',
    'https://u:p@x',
    'http://x/?q',
    'http://x y',
    'http://x:99999',
  ])('%s is none', (text) => expect(isMirror(text)).toBe(false));
  it.each(['host', 'host:5000', '10.0.0.0/8', '127.0.0.1:1', '[::1]:5000', 'fd00::/8', 'a.b-c.example:443'])(
    '%s is a registry',
    (text) => expect(isInsecureRegistry(text)).toBe(true),
  );
  it.each([
    '',
    'http://host',
    'host/path',
    'host:0',
    'host:70000',
    '10.0.0.0/33',
    '300.0.0.0/8',
    'a b',
    '-a',
  ])('%j is none', (text) => expect(isInsecureRegistry(text)).toBe(false));

  it('are changed in the text, and nothing else is', () => {
    const text = '{"debug": true, "registry-mirrors": ["http://a"]}';
    expect(registryLists(text)).toEqual({ mirrors: ['http://a'], insecure: [] });
    const changed = withRegistryLists(text, { mirrors: [], insecure: ['b:1'] });
    expect(JSON.parse(changed ?? '')).toEqual({ debug: true, 'insecure-registries': ['b:1'] });
    expect(withRegistryLists('', { mirrors: ['http://a'], insecure: [] })).toBe(
      '{\n  "registry-mirrors": [\n    "http://a"\n  ]\n}\n',
    );
    expect(withRegistryLists('{', { mirrors: [], insecure: [] })).toBeUndefined();
  });
});

describe('parity E04 the merge', () => {
  const own = {
    'data-root': '/var/lib/docker',
    'insecure-registries': ['10.0.2.2/32'],
    'log-driver': 'json-file',
    'log-opts': { 'max-size': '10m', 'max-file': '3' },
  };
  it('puts the user’s part over the image’s own', () => {
    expect(mergeDaemonConfig(own, {})).toEqual(own);
    expect(
      mergeDaemonConfig(own, {
        debug: true,
        dns: ['1.1.1.1'],
        'insecure-registries': ['host:5000', '10.0.2.2/32'],
        'log-opts': { 'max-size': '1m' },
      }),
    ).toEqual({
      ...own,
      debug: true,
      dns: ['1.1.1.1'],
      'insecure-registries': ['10.0.2.2/32', 'host:5000'],
      'log-opts': { 'max-size': '1m', 'max-file': '3' },
    });
  });
  it('gives no other log driver the options of files', () => {
    expect(mergeDaemonConfig(own, { 'log-driver': 'none' })['log-opts']).toEqual({});
    const syslog = { 'log-driver': 'syslog', 'log-opts': { tag: 'x' } };
    expect(mergeDaemonConfig(own, syslog)['log-opts']).toEqual({ tag: 'x' });
  });
});

describe('what the guest says', () => {
  const line = (name: string, text: string) => `${name} ${Buffer.from(text).toString('base64')}\n`;
  it('is taken apart, whatever it is', () => {
    expect(parseConfig(line('own', '{}') + line('source', 'kept\n') + line('reason', 'why'))).toEqual({
      own: '{}',
      source: 'kept',
      reason: 'why',
    });
    expect(parseConfig('nonsense\n\0 x\nsource !!!')).toEqual({ own: '{}', source: 'own' });
  });
  it('becomes the reason why the engine ended', () => {
    const log = [
      '2026-11-26_16:34:57.34406 time="2026" level=info msg="CDI directory" dir=/etc/cdi',
      "2026-11-26_16:34:57.62529 failed to start daemon: specified default runtime 'nope' does not exist",
      '2026-11-26_16:34:57.62530 time="2026" level=info msg="bye"',
      '',
    ].join('\n');
    expect(lastWords(log)).toBe("specified default runtime 'nope' does not exist");
    expect(lastWords('2026-11-26_16:34:57.6 time="x" level=error msg="it is \\"broken\\""')).toBe(
      'it is "broken"',
    );
    expect(lastWords('\u001b[31mlast\u001b[0m words')).toBe('[31mlast [0m words');
    expect(lastWords('')).toBeUndefined();
  });
});
