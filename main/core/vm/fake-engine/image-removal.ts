/** Removing images, by the rules of the real engine: moby, daemon/images/image_delete.go */
import type { Engine } from './engine.ts';
import { Fault } from './fault.ts';
import { isOn } from './fields.ts';
import { labelsMatch, parseFilters } from './filters.ts';
import { sendJson, type Call } from './http.ts';
import { findImage, imageLabels, safeTag } from './images.ts';
import type { Image } from './model.ts';

type Removed = { readonly Untagged: string } | { readonly Deleted: string };

/** `DELETE /images/{name}?force` */
export function deleteImage(engine: Engine, call: Call, name: string): void {
  const force = isOn(call.query.get('force'));
  const image = findImage(engine, name);
  const tag = safeTag(name);
  const byTag = image.tags.has(tag);
  const users = [...engine.containers.values()].filter(({ imageId }) => imageId === image.id);
  const running = users.find(({ state }) => state !== 'created' && state !== 'exited');
  const short = image.id.slice(0, 12);
  if (byTag) {
    const user = users[0];
    if (image.tags.size === 1 && user !== undefined && !force) {
      throw new Fault(
        409,
        `conflict: unable to remove repository reference "${name}" (must force) - container ` +
          `${user.id.slice(0, 12)} is using its referenced image ${short}`,
      );
    }
    const removed = [untag(engine, image, tag)];
    // A forced removal leaves a running container its image, without a name.
    const keep = image.tags.size > 0 || users.length > 0;
    sendJson(call, 200, keep ? removed : [...removed, ...drop(engine, image)]);
    return;
  }
  if (running !== undefined) {
    throw new Fault(
      409,
      `conflict: unable to delete ${short} (cannot be forced) - image is being used by running container ` +
        running.id.slice(0, 12),
    );
  }
  if (!force && image.tags.size > 1) {
    throw new Fault(
      409,
      `conflict: unable to delete ${short} (must be forced) - image is referenced in multiple repositories`,
    );
  }
  const user = users[0];
  if (!force && user !== undefined) {
    throw new Fault(
      409,
      `conflict: unable to delete ${short} (must be forced) - image is being used by stopped container ` +
        user.id.slice(0, 12),
    );
  }
  sendJson(call, 200, drop(engine, image));
}

/** `POST /images/prune`: dangling ones, or with `dangling=false` all that no container uses. */
export function pruneImages(engine: Engine, call: Call): void {
  const filters = parseFilters(call.query.get('filters'), ['dangling', 'label', 'label!', 'until']);
  const all = filters.get('dangling')?.some((value) => !isOn(value)) ?? false;
  const used = new Set([...engine.containers.values()].map(({ imageId }) => imageId));
  const doomed = [...engine.images.values()].filter(
    (image) =>
      !used.has(image.id) && (all || image.tags.size === 0) && labelsMatch(filters, imageLabels(image)),
  );
  const reclaimed = doomed.reduce((sum, { size }) => sum + size, 0);
  const removed = doomed.flatMap((image) => drop(engine, image));
  engine.events.emit('image', 'prune', '', { reclaimed: String(reclaimed) });
  sendJson(call, 200, { ImagesDeleted: removed.length === 0 ? null : removed, SpaceReclaimed: reclaimed });
}

function untag(engine: Engine, image: Image, tag: string): Removed {
  image.tags.delete(tag);
  engine.events.emit('image', 'untag', `sha256:${image.id}`, { name: `sha256:${image.id}` });
  return { Untagged: tag };
}

function drop(engine: Engine, image: Image): Removed[] {
  const names = [...image.tags].map((tag) => untag(engine, image, tag));
  const digests = [...image.digests].map((digest) => ({ Untagged: digest }));
  engine.images.delete(image.id);
  engine.events.emit('image', 'delete', `sha256:${image.id}`, { name: `sha256:${image.id}` });
  return [...names, ...digests, { Deleted: `sha256:${image.id}` }];
}
