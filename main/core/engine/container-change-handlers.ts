/** What the core answers about one container, and how it changes it. */
import type { ContainerSettings } from '../../contract/container-model.ts';
import type { CoreHandlers } from '../../contract/contract.ts';
import { parseBytes, parseCpus, parseRestart, parseSwap, parseWhole } from '../../contract/run-values.ts';
import { detailsOf, processesOf } from './container-details.ts';
import { containerOf, engineCall } from './containers.ts';
import { ask } from './docker.ts';
import type { EngineTools } from './handlers.ts';

type Entries = `container.${'details' | 'top' | 'rename' | 'update' | 'commit'}`;

export function containerChangeHandlers({ docker }: EngineTools): Pick<CoreHandlers, Entries> {
  const path = (id: string, verb: string) => `/containers/${encodeURIComponent(id)}/${verb}`;
  return {
    'container.details': async ({ id }, signal) => detailsOf(await ask(docker, path(id, 'json'), signal)),
    'container.top': async ({ id }, signal) => processesOf(await ask(docker, path(id, 'top'), signal)),
    'container.rename': async ({ id, name }) => {
      await engineCall(() => containerOf(docker, id).rename({ name }));
      return null;
    },
    'container.update': async ({ id, settings }) => {
      await engineCall(() => containerOf(docker, id).update(updateRequest(settings)));
      return null;
    },
    'container.commit': async ({ id, image, message, author, pause }) => {
      const { repo, tag } = splitTag(image);
      await engineCall(() =>
        containerOf(docker, id).commit({ repo, tag, comment: message, author, pause: pause ? 1 : 0 }),
      );
      return null;
    },
  };
}

/** The body of `POST /containers/{id}/update`: only what shall change. */
export function updateRequest(settings: ContainerSettings): Record<string, unknown> {
  const { restart, memory, memorySwap, cpus, cpuShares, pidsLimit } = settings;
  return {
    ...(restart === undefined ? {} : { RestartPolicy: parseRestart(restart) }),
    ...(memory === undefined ? {} : { Memory: parseBytes(memory) }),
    ...(memorySwap === undefined ? {} : { MemorySwap: parseSwap(memorySwap) }),
    ...(cpus === undefined ? {} : { NanoCpus: parseCpus(cpus) }),
    ...(cpuShares === undefined ? {} : { CpuShares: parseWhole(cpuShares) }),
    ...(pidsLimit === undefined ? {} : { PidsLimit: parseWhole(pidsLimit) }),
  };
}

/** `HOST:5000/NAME:TAG` as the two that `POST /commit` takes: a colon before a slash is a port's. */
export function splitTag(image: string): { readonly repo: string; readonly tag: string } {
  const at = image.lastIndexOf(':');
  return at > image.lastIndexOf('/')
    ? { repo: image.slice(0, at), tag: image.slice(at + 1) }
    : { repo: image, tag: 'latest' };
}
