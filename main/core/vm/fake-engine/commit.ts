/** `POST /commit?container=&repo=&tag=`: a container as an image. */
import type { Engine } from './engine.ts';
import { sendJson, type Call } from './http.ts';
import { addImage, lookUp, normalReference } from './images.ts';
import { findContainer } from './lookup.ts';

export function commitContainer(engine: Engine, call: Call): void {
  const { query } = call;
  const container = findContainer(engine, query.get('container') ?? '');
  const tag = normalReference(`${query.get('repo') ?? ''}:${query.get('tag') || 'latest'}`);
  const created = engine.now();
  const image = addImage(engine, {
    tags: [tag],
    created,
    size: lookUp(engine, container.imageId)?.size ?? 0,
    config: container.config,
    userland: container.userland,
    idFrom: `${container.id} ${tag} ${created}`,
  });
  engine.events.emit('container', 'commit', container.id, { name: container.name });
  engine.events.emit('image', 'create', `sha256:${image.id}`, { name: tag });
  sendJson(call, 201, { Id: `sha256:${image.id}` });
}
