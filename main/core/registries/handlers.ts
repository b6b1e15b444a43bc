/** What the contract asks of registries. */
import type Docker from 'dockerode';
import type { CoreHandlers } from '../../contract/contract.ts';
import { AppError } from '../../contract/errors.ts';
import { parseReference } from '../../contract/image-reference.ts';
import type { FoundImage } from '../../contract/registry-model.ts';
import { engineCall } from '../engine/containers.ts';
import { pullImage, progress } from '../engine/transfers.ts';
import { asRecord, cleanText } from '../engine/untrusted.ts';
import { hasImage, startRegistry } from './own-registry.ts';
import type { RegistryService } from './service.ts';

type Entries = Extract<keyof CoreHandlers, `registry.${string}` | `registries.${string}`>;

export function registryHandlers(registries: RegistryService, docker: Docker): Pick<CoreHandlers, Entries> {
  return {
    'registries.watch': async function* (_input, signal) {
      await registries.refresh();
      for await (const list of registries.list.watch(signal)) yield [...list];
    },
    'registry.add': async ({ host }) => {
      await registries.add(host);
      return null;
    },
    'registry.remove': async ({ host }) => {
      await registries.remove(host);
      return null;
    },
    'registry.signIn': async ({ host, username, password }, signal) => {
      await registries.signIn(host, username, password, signal);
      return null;
    },
    'registry.signOut': async ({ host }) => {
      await registries.signOut(host);
      return null;
    },
    'registry.search': async ({ term, limit }, signal) => {
      const authconfig = await registries.authFor(term);
      const options = {
        term,
        limit,
        abortSignal: signal,
        ...(authconfig === undefined ? {} : { authconfig }),
      };
      return foundImages(await engineCall<unknown>(() => docker.searchImages(options)));
    },
    'registry.repositories': async ({ host, after }, signal) =>
      (await registries.client(host, signal)).repositories(after, signal),
    'registry.tags': async ({ host, repository, after }, signal) =>
      (await registries.client(host, signal)).tags(repository, after, signal),
    'registry.manifest': async ({ host, repository, name }, signal) =>
      (await registries.client(host, signal)).manifest(repository, name, signal),
    'registry.deleteTag': async ({ host, repository, tag }, signal) => {
      await (await registries.client(host, signal)).deleteTag(repository, tag, signal);
      return null;
    },
    'registry.push': async function* ({ image, target }, signal) {
      const { repository, tag } = pushTarget(target);
      await engineCall(() => docker.getImage(encodeURIComponent(image)).tag({ repo: repository, tag }));
      const authconfig = await registries.authFor(target);
      // Without a header at all the engine refuses to push, so nobody is told as somebody without a name.
      const options = { tag, abortSignal: signal, authconfig: authconfig ?? { username: '', password: '' } };
      yield* progress(await engineCall(() => docker.getImage(repository).push(options)));
    },
    'registry.run': async function* ({ image, port }, signal) {
      if (!(await engineCall(() => hasImage(docker, image)))) {
        yield* pullImage(docker, { reference: image, auth: await registries.authFor(image) }, signal);
      }
      yield* startRegistry(docker, { image, port });
      await registries.add(`localhost:${port}`);
    },
  };
}

/** `HOST/NAME:TAG` in its two halves; without a tag, `latest`. Throws `registry.badTarget`. */
export function pushTarget(target: string): { repository: string; tag: string } {
  const parsed = parseReference(target);
  if (parsed === undefined || parsed.digest !== undefined) {
    throw new AppError('registry.badTarget', { params: { name: target } });
  }
  const { tag } = parsed;
  const repository = tag === undefined ? target : target.slice(0, -1 - tag.length);
  return { repository, tag: tag ?? 'latest' };
}

/** The answer of `GET /images/search` (Docker Engine API). */
export function foundImages(answer: unknown): FoundImage[] {
  return (Array.isArray(answer) ? answer.slice(0, 100) : []).flatMap((one) => {
    const { name, description, star_count: stars, is_official: official } = asRecord(one);
    if (typeof name !== 'string' || name === '') return [];
    return {
      name: cleanText(name).slice(0, 300),
      description: typeof description === 'string' ? cleanText(description).slice(0, 500) : '',
      stars: typeof stars === 'number' && Number.isFinite(stars) && stars > 0 ? stars : 0,
      official: official === true,
    };
  });
}
