/**
 * Images: a tag of ours keeps one when its own go, so that neither the engine nor a prune of what has no name takes it.
 * One that has no name is only hidden: with the last name that it gets and loses, the engine removes it.
 */
import type Docker from 'dockerode';
import { AppError } from '../../../contract/errors.ts';
import { engineCall } from '../containers.ts';
import { asRecord, cleanText } from '../untrusted.ts';
import type { Keeper, Plan, Removed } from './entry.ts';
import { notHeld, orGone, stillThere, unlessGone } from './keep-containers.ts';

type Entry = Removed<'image'>;

/** A name that keeps an image, in the repository of those that went. */
const asideTag = /:moorage-removed-[0-9a-f]{10}$/;

/**
 * Names that keep what these named, one in each of their repositories: with its last tag in a repository an image
 * loses its digests there, and no call of the engine gives it one (moby, `daemon/images/image_delete.go`).
 */
export function asidesFor(tags: readonly string[], id: string): string[] {
  return [...new Set(tags.map((tag) => `${split(tag)[0]}:moorage-removed-${id}`))];
}

interface ImageWish {
  readonly reference: string;
  readonly force: boolean;
}

/**
 * Undefined where the engine refuses. `isHeld` tells of a container whether it is removed as well. Throws
 * `removal.imageUsed`, `removal.notHeld`.
 */
export async function planImage(
  docker: Docker,
  { reference, force }: ImageWish,
  isHeld: (container: string) => boolean,
): Promise<Plan<'image'> | undefined> {
  const { image, tags: all } = await inspect(docker, reference);
  const named = all.filter((tag) => tag === reference || tag === `${reference}:latest`);
  const tags = named.length > 0 ? named : all;
  const byId = named.length === 0;
  if (byId && !isIdOf(reference, image)) throw notHeld(reference);
  if (byId && all.length > 1 && !force) return undefined;
  const name = tags[0] ?? image.replace(/^sha256:/, '').slice(0, 12);
  if (tags.length === all.length && (await users(docker, image)).some((id) => !isHeld(id)))
    throw new AppError('removal.imageUsed', { params: { name } });
  return { kind: 'image', name, image, tags };
}

export function imageKeeper(docker: Docker): Keeper<Entry> {
  const of = (name: string) => docker.getImage(encodeURIComponent(name));
  const tagAs = async (image: string, name: string) => {
    const [repo, tag] = split(name);
    await engineCall(() => of(image).tag({ repo, tag }));
  };
  const untag = (name: string) => unlessGone(() => of(name).remove({ force: false, noprune: true }));
  return {
    async hold({ image, tags, asides }) {
      for (const aside of asides) await tagAs(image, aside);
      if (asides.length > 0) for (const one of tags) await untag(one);
    },
    async putBack({ image, tags, asides }) {
      await stillThere(() => inspect(docker, image));
      for (const name of tags) {
        const now = await orGone(() => inspect(docker, name));
        if (now !== 'gone' && now.image !== image) throw new AppError('undo.nameTaken', { params: { name } });
        if (now === 'gone') await tagAs(image, name);
      }
      for (const aside of asides) await untag(aside);
    },
    async finish({ image, name, asides }) {
      for (const aside of asides) await unlessGone(() => of(aside).remove({ force: false }));
      if (asides.length > 0) return;
      const now = await orGone(() => inspect(docker, image));
      if (now === 'gone') return;
      if (now.tags.length > 0) throw new AppError('removal.usedAgain', { params: { name } });
      await unlessGone(() => of(image).remove({ force: false }));
    },
    async look({ image, asides }) {
      const now = await orGone(() => inspect(docker, image));
      if (now === 'gone') return 'gone';
      return asides.length === 0 && now.tags.length > 0 ? 'used' : 'there';
    },
  };
}

async function inspect(docker: Docker, reference: string) {
  const one = asRecord(await engineCall(() => docker.getImage(encodeURIComponent(reference)).inspect()));
  const { Id: id, RepoTags: tags } = one;
  if (typeof id !== 'string') throw notHeld(reference);
  const texts = Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string').map(cleanText) : [];
  return {
    image: cleanText(id),
    tags: texts.filter((tag) => tag !== '<none>:<none>' && !asideTag.test(tag)),
  };
}

async function users(docker: Docker, image: string): Promise<string[]> {
  const list: readonly unknown[] = await engineCall(() => docker.listContainers({ all: true }));
  return list.map(asRecord).flatMap(({ Id: id, ImageID: of }) => (of === image ? [String(id)] : []));
}

function isIdOf(reference: string, image: string): boolean {
  const hex = reference.replace(/^sha256:/, '');
  return /^[0-9a-f]{6,64}$/.test(hex) && image.startsWith(`sha256:${hex}`);
}

/** A colon before a slash is a port's. */
function split(name: string): [repository: string, tag: string] {
  const at = name.lastIndexOf(':');
  return at > name.lastIndexOf('/') ? [name.slice(0, at), name.slice(at + 1)] : [name, 'latest'];
}
