/** What an image brings to a container: its configuration (Docker Engine API `GET /images/{name}/json`), made harmless. */
import type Docker from 'dockerode';
import type { ImageDefaults } from '../../contract/image-defaults.ts';
import { engineError, request } from './docker.ts';
import { asRecord, cleanText } from './untrusted.ts';

/** Most of each kind that are kept. */
const most = 200;

/** Null when the engine hasn't got the image. Throws `engine.unreachable`, `engine.refused`. */
export async function readDefaults(
  docker: Docker,
  reference: string,
  signal: AbortSignal,
): Promise<ImageDefaults | null> {
  try {
    const image = await request(docker, {
      path: `/images/${encodeURIComponent(reference)}/json`,
      method: 'GET',
      abortSignal: signal,
      statusCodes: { 200: true, 404: 'no such image', 500: 'server error' },
    });
    return defaultsOf(asRecord(image)['Config']);
  } catch (raised) {
    const error = engineError(raised);
    // Half a name, while it is typed, is none that the engine could look for.
    if (error.code === 'image.notFound' || isMalformed(error.params['message'])) return null;
    throw error;
  }
}

function isMalformed(message: unknown): boolean {
  return typeof message === 'string' && /invalid reference format|repository name/.test(message);
}

/** What the engine says of an image, whatever it is. */
export function defaultsOf(value: unknown): ImageDefaults {
  const config = asRecord(value);
  const text = (name: string) => (typeof config[name] === 'string' ? cleanText(config[name]) : '');
  const words = (name: string) =>
    Array.isArray(config[name])
      ? config[name]
          .flatMap((one: unknown) => (typeof one === 'string' ? [cleanText(one)] : []))
          .slice(0, most)
      : [];
  const keys = (name: string) => Object.keys(asRecord(config[name])).slice(0, most).map(cleanText);
  return {
    entrypoint: words('Entrypoint'),
    command: words('Cmd'),
    env: words('Env').map((entry) => {
      const at = `${entry}=`.indexOf('=');
      return { name: entry.slice(0, at), value: entry.slice(at + 1) };
    }),
    user: text('User'),
    workdir: text('WorkingDir'),
    ports: keys('ExposedPorts').flatMap((key) => {
      const found = /^(\d{1,5})(?:\/(tcp|udp))?$/.exec(key);
      const port = Number(found?.[1]);
      return found === null || port < 1 || port > 65_535
        ? []
        : [{ port, protocol: found[2] === 'udp' ? ('udp' as const) : ('tcp' as const) }];
    }),
    volumes: keys('Volumes'),
  };
}
