/** What registries and engines say, read with care. */
import { describe, expect, it } from 'vitest';
import { nextPage, ownWords, refusal } from '../../../../main/core/registries/client.ts';
import { foundImages, pushTarget } from '../../../../main/core/registries/handlers.ts';
import { isInsecure } from '../../../../main/core/registries/insecure.ts';
import { parseManifest } from '../../../../main/core/registries/manifest.ts';
import { parseChallenges } from '../../../../main/core/registries/sign-in.ts';
import { isInGuest } from '../../../../main/core/registries/transport.ts';

const digest = `sha256:${'b'.repeat(64)}`;

describe('challenges', () => {
  it('reads Bearer with its parameters, and Basic beside it', () => {
    const text =
      'Bearer realm="https://auth.example.com/token",service="reg, istry",scope="repository:a/b:pull,push", Basic realm="x"';
    expect(parseChallenges(text)).toEqual([
      {
        scheme: 'bearer',
        params: {
          realm: 'https://auth.example.com/token',
          service: 'reg, istry',
          scope: 'repository:a/b:pull,push',
        },
      },
      { scheme: 'basic', params: { realm: 'x' } },
    ]);
  });
  it('takes quoted quotes, and words without quotes', () => {
    expect(parseChallenges(String.raw`Basic realm="a \"b\"" , charset=UTF-8`)).toEqual([
      { scheme: 'basic', params: { realm: 'a "b"', charset: 'UTF-8' } },
    ]);
  });
  it.each(['', '=', '"', ',,,', 'Basic "', '\0', `Basic realm="${'\\'.repeat(50_000)}`])(
    'survives %j',
    (text) => {
      expect(() => parseChallenges(text)).not.toThrow();
    },
  );
});

describe('pages', () => {
  it.each([
    ['</v2/_catalog?last=b&n=2>; rel="next"', 'last=b&n=2'],
    ['<https://elsewhere.example/steal?last=b>; rel=next', 'last=b'],
    ['</v2/_catalog>; rel="next"', undefined],
    ['</v2/_catalog?last=b>; rel="prev"', undefined],
    [undefined, undefined],
    ['<'.repeat(10_000), undefined],
  ])('%j goes on with %j', (link, expected) => {
    expect(nextPage(link)).toBe(expected);
  });
});

describe('refusals', () => {
  const answer = (status: number, body = '') => ({ status, headers: {}, body: Buffer.from(body) });
  it.each([
    [401, 'registry.signInNeeded'],
    [403, 'registry.forbidden'],
    [404, 'registry.notFound'],
    [405, 'registry.noDelete'],
    [429, 'registry.refused'],
    [500, 'registry.refused'],
  ])('%i is %s', (status, code) => {
    expect(refusal(answer(status), 'h', 'n').code).toBe(code);
  });
  it.each([
    ['{"errors":[{"code":"X","message":"too\\u0007many"}]}', 'too many'],
    ['{"errors":[{"code":"TOOMANYREQUESTS"}]}', 'TOOMANYREQUESTS'],
    ['{"details":"no"}', 'no'],
    ['<html>', '-'],
    ['null', '-'],
    ['{"errors":7}', '-'],
  ])('the words of %s are %s', (body, words) => {
    expect(ownWords(Buffer.from(body))).toBe(words);
  });
});

describe('manifests', () => {
  it('adds up the layers of one image, and names its configuration', () => {
    const content = {
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: { digest },
      layers: [{ size: 5 }, { size: 7 }, { size: -1 }, { size: 'x' }, null],
    };
    const { info, config } = parseManifest(Buffer.from('x'), digest, content);
    expect(info).toEqual({ digest, mediaType: content.mediaType, sizeBytes: 12, platforms: [] });
    expect(config).toBe(digest);
  });
  it('names platforms, without attestations, and counts the digest itself if it is told nonsense', () => {
    const content = {
      manifests: [
        { digest, platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
        { digest: '../../x', platform: { os: 'linux', architecture: 'amd64' } },
        { digest, platform: { os: 'unknown', architecture: 'unknown' } },
        null,
      ],
    };
    const { info } = parseManifest(Buffer.from(''), 'javascript:1', content);
    expect(info.platforms).toEqual([{ name: 'linux/arm64/v8', digest }, { name: 'linux/amd64' }]);
    expect(info.digest).toBe('sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });
  it.each([null, [], 'x', { manifests: 'x' }, { layers: {}, config: { digest: '/v2/' } }])(
    'survives %j',
    (content) => {
      expect(parseManifest(Buffer.from('x'), undefined, content).config).toBeUndefined();
    },
  );
});

describe('what the engine says', () => {
  it('finds images, and leaves out what is none', () => {
    const answer = [
      { name: 'nginx', description: 'a\nb', star_count: 3, is_official: true },
      { name: '', star_count: 1 },
      { name: 'x', star_count: 'many' },
      null,
    ];
    expect(foundImages(answer)).toEqual([
      { name: 'nginx', description: 'a b', stars: 3, official: true },
      { name: 'x', description: '', stars: 0, official: false },
    ]);
    expect(foundImages({})).toEqual([]);
  });

  const config = {
    IndexConfigs: { 'docker.io': { Secure: true }, 'lab:5000': { Secure: false } },
    InsecureRegistryCIDRs: ['127.0.0.0/8', '::1/128', '10.0.2.2/32', 'nonsense', '1.2.3.4/99'],
  };
  it.each([
    ['docker.io', false],
    ['lab:5000', true],
    ['lab', false],
    ['localhost:5000', true],
    ['127.3.2.1:80', true],
    ['[::1]:5000', true],
    ['10.0.2.2:5000', true],
    ['10.0.2.3:5000', false],
    ['constructor', false],
  ])('%s is insecure: %s', (host, expected) => {
    expect(isInsecure(host, config)).toBe(expected);
    expect(isInsecure(host, undefined)).toBe(false);
  });
  it.each([
    ['localhost', true],
    ['127.0.0.1', true],
    ['[::1]', true],
    ['10.0.2.2', true],
    ['10.0.3.2', false],
    ['127.0.0.1.example.com', false],
  ])('%s is asked from within the VM: %s', (host, expected) => {
    expect(isInGuest(host)).toBe(expected);
  });
});

it('takes a name to push to apart, and refuses what is none', () => {
  expect(pushTarget('localhost:5000/a/b:c')).toEqual({ repository: 'localhost:5000/a/b', tag: 'c' });
  expect(pushTarget('a')).toEqual({ repository: 'a', tag: 'latest' });
  expect(() => pushTarget(`a@${digest}`)).toThrow(/no name/);
  expect(() => pushTarget('A/B/C:')).toThrow(/no name/);
});
