/** Everything that the engine says of one thing (`docker inspect`), as it says it. */
import type Docker from 'dockerode';
import type { InspectKind } from '../../contract/inspect-model.ts';
import { engineCall } from './containers.ts';
import { request } from './docker.ts';

const paths: Record<InspectKind, (id: string) => string> = {
  container: (id) => `/containers/${id}/json`,
  image: (id) => `/images/${id}/json`,
  volume: (id) => `/volumes/${id}`,
  network: (id) => `/networks/${id}`,
};

/** Indented JSON. Throws `container.gone`, `image.notFound`, `engine.refused`, `engine.unreachable`. */
export async function inspect(
  docker: Docker,
  { kind, id }: { readonly kind: InspectKind; readonly id: string },
  abortSignal: AbortSignal,
): Promise<string> {
  const answer = await engineCall(() =>
    request(docker, {
      path: paths[kind](encodeURIComponent(id)),
      method: 'GET',
      abortSignal,
      statusCodes: { 200: true, 404: 'not found', 500: 'server error' },
    }),
  );
  return JSON.stringify(answer, null, 2);
}
