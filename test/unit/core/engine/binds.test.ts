import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bindSource, judgeBody, type BindsOf } from '../../../../main/core/engine/binds.ts';
import type { BindSource } from '../../../../main/core/shares/paths.ts';

/** `/no…` is refused, `C:…` is somewhere else. */
function judge(source: string): BindSource {
  if (source.startsWith('/no')) return { kind: 'refuse', path: source };
  if (source.startsWith('C:')) return { kind: 'rewrite', source: `/c/${source.slice(3)}` };
  return { kind: 'pass' };
}

/** The sources that are asked about, in their order. */
function asked(of: BindsOf, body: string): string[] {
  const sources: string[] = [];
  judgeBody(of, body, (source) => {
    sources.push(source);
    return { kind: 'pass' };
  });
  return sources;
}

const verdict = (body: string, of: BindsOf = 'container') => judgeBody(of, body, judge);
const refusal = { kind: 'refuse', path: '/no' };

describe('a bind', () => {
  it.each([
    ['/a:/b', '/a'],
    ['/a b:/c:ro', '/a b'],
    ['volume:/b', 'volume'],
    ['/only', undefined],
    ['volume', undefined],
    ['', undefined],
    [':/b', ''],
    ['C:\\x y:/b', 'C:\\x y'],
    ['C:\\x:/b:ro', 'C:\\x'],
    ['c:/x:/b', 'c:/x'],
    ['c:/x', undefined],
    ['cc:/x', 'cc'],
    ['\\\\server\\share:/b', '\\\\server\\share'],
    ['\\\\?\\C:\\x:/b', '\\\\?\\C:\\x'],
  ])('%j has the source %j', (bind, source) => {
    expect(bindSource(bind)).toBe(source);
  });
});

describe('sources', () => {
  it('of a container are those of its binds and of its mounts', () => {
    const body = JSON.stringify({
      Image: '/image',
      Volumes: { '/anonymous': {} },
      HostConfig: {
        Binds: ['/a:/x', 'name:/y', '/anonymous'],
        Mounts: [
          { Type: 'bind', Source: '/b', Target: '/z' },
          { Type: 'tmpfs', Target: '/t' },
          {
            Type: 'volume',
            Source: 'v',
            VolumeOptions: { DriverConfig: { Options: { type: 'none', o: 'rw,bind', device: '/c' } } },
          },
        ],
      },
    });
    expect(asked('container', body)).toEqual(['/a', 'name', '/b', 'v', '/c']);
  });

  it('of a volume are what its options bind, and no other device', () => {
    const volume = (options: object) =>
      asked('volume', JSON.stringify({ Name: 'v', Driver: 'local', DriverOpts: options }));
    expect(volume({ type: 'none', o: 'bind', device: '/a' })).toEqual(['/a']);
    expect(volume({ type: 'none', device: '/a', o: 'rbind,ro' })).toEqual(['/a']);
    expect(volume({ type: 'cifs', o: 'username=bind', device: '//server/share' })).toEqual([]);
    expect(volume({ type: 'nfs', o: 'addr=10.0.0.1,rw', device: ':/export' })).toEqual([]);
    expect(asked('volume', '{"driveropts":{"o":"bind","device":"/a"}}')).toEqual(['/a']);
  });

  it('of a service are those of its mounts', () => {
    const mounts = [{ Type: 'bind', Source: '/a', Target: '/b' }];
    expect(asked('service', JSON.stringify({ TaskTemplate: { ContainerSpec: { Mounts: mounts } } }))).toEqual(
      ['/a'],
    );
  });

  it('are found where the engine finds them, however it is written', () => {
    for (const body of [
      '{"hostconfig":{"BINDS":["/no:/x"]}}',
      '{"HoſtConfig":{"bindſ":["/no:/x"]}}',
      '{"\\u0048ostConfig":{"Binds":["\\/no:/x"]}}',
      '{"HostConfig":{"Binds":["/no:/x"]},"HostConfig":{}}',
      '{"HostConfig":{},"hostConfig":{"Binds":[],"Binds":["/no:/x"]}}',
      '{"HostConfig":{"Binds":["/no:/x"],"binds":[]}}',
      '{"Binds":["/no:/x"]}',
      '{"HostConfig":{"Mounts":[{"type":"bind","SOURCE":"/no","Source":"name"}]}}',
      '\r\n\t {"HostConfig" : { "Binds"\n: [ "a:/b" , "/no:/x" ] } }',
      '{"HostConfig":{"Binds":["/no:/x"]}} {"HostConfig":{}}',
      '{"HostConfig":{"Binds":["/no:/x"]}}}',
      '{"Cmd":["}","\\"","[{"],"HostConfig":{"Memory":1e3,"Binds":["/no:/x"]}}',
    ]) {
      expect(verdict(body), body).toEqual(refusal);
    }
  });

  it.each([
    '',
    'null',
    '[]',
    '"/no:/x"',
    '{',
    '{"HostConfig":{"Binds":["/no:/x"',
    '{"HostConfig":{"Binds":["/no:/x"],}}',
    '\uFEFF{"HostConfig":{"Binds":["/no:/x"]}}',
    '{"HostConfig":null}',
    '{"HostConfig":{"Binds":"/no:/x"}}',
    '{"HostConfig":{"Binds":[null,1,{"Source":"/no"}],"Mounts":{"Source":"/no"}}}',
    '{"HostConfig":{"Mounts":[{"Source":["/no"],"VolumeOptions":[],"Target":"/no"}]}}',
    '{"Labels":{"Binds":["/no:/x"],"HostConfig":"/no:/x"},"Cmd":["/no:/x"]}',
  ])('are not found where the engine finds none, or refuses the body itself: %s', (body) => {
    for (const of of ['container', 'volume', 'service'] as const) {
      expect(verdict(body, of)).toEqual({ kind: 'pass' });
    }
  });

  it('are all judged, and the first that is refused is named', () => {
    const body = '{"HostConfig":{"Binds":["C:\\\\a:/x","/no:/x","/nor:/y"],"Mounts":[{"Source":"/not"}]}}';
    expect(verdict(body)).toEqual(refusal);
    expect(asked('container', body)).toEqual(['C:\\a', '/no', '/nor', '/not']);
  });
});

describe('rewriting', () => {
  it('changes the sources and nothing else', () => {
    const body =
      '{ "Memory": 12345678901234567890, "HostConfig" : {"Mounts":[{"Source":"C:/m \\u00e9"}],\n' +
      ' "Binds": [ "keep:/k" ,"C:\\\\a b:/x:ro"]}, "HostConfig":{"Binds":["C:\\/z:\\/y"]}, "Env":["C:/x:/y"] }\n';
    const text =
      '{ "Memory": 12345678901234567890, "HostConfig" : {"Mounts":[{"Source":"/c/m é"}],\n' +
      ' "Binds": [ "keep:/k" ,"/c/a b:/x:ro"]}, "HostConfig":{"Binds":["/c/z:/y"]}, "Env":["C:/x:/y"] }\n';
    expect(verdict(body)).toEqual({ kind: 'rewrite', text });
  });

  it('reaches the device of a volume', () => {
    expect(verdict('{"DriverOpts":{"o":"bind","device":"C:/x"}}', 'volume')).toEqual({
      kind: 'rewrite',
      text: '{"DriverOpts":{"o":"bind","device":"/c/x"}}',
    });
  });
});

describe('any body', () => {
  it('passes if it names no folder', () => {
    fc.assert(
      fc.property(fc.json(), fc.json(), (a, b) => {
        const body = `{"Labels":${a},"HostConfig":{"Binds":[],"Other":${b}}}`;
        for (const of of ['container', 'volume', 'service'] as const) {
          expect(judgeBody(of, body, () => ({ kind: 'refuse', path: '' }))).toEqual({ kind: 'pass' });
        }
      }),
    );
  });

  it('is understood wherever its binds are, among whatever else', () => {
    const strange = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(fc.array(strange), strange, fc.json(), (binds, key, other) => {
        const body = `{${JSON.stringify(key)}:${other},"HostConfig":{"x":${other},"Binds":${JSON.stringify(binds)}}}`;
        const expected = binds.map((bind) => bindSource(bind)).filter((source) => source !== undefined);
        fc.pre(!/^(?:binds|mounts|hostconfig)$/i.test(key));
        expect(asked('container', body)).toEqual(expected);
      }),
    );
  });

  it('never makes it throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]:,"\\ a1\n'.split('')) }), (text) => {
        verdict(text);
        verdict(`{"HostConfig":${text}}`);
      }),
      { numRuns: 2000 },
    );
  });

  it('is rewritten to what the engine reads as the same with other sources', () => {
    const bind = fc.constantFrom('C:\\a:/x', 'C:/b c:/y:ro', 'name:/z', '/only');
    fc.assert(
      fc.property(fc.array(bind), fc.json(), (binds, other) => {
        const whole = { Other: JSON.parse(other) as unknown, HostConfig: { Binds: binds } };
        const found = verdict(JSON.stringify(whole, undefined, 1));
        const inGuest = binds.map((one) => (one.startsWith('C:') ? `/c/${one.slice(3)}` : one));
        const text = found.kind === 'rewrite' ? found.text : JSON.stringify(whole);
        expect(JSON.parse(text)).toEqual(
          JSON.parse(JSON.stringify({ ...whole, HostConfig: { Binds: inGuest } })),
        );
      }),
    );
  });
});
