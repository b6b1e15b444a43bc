/** The `docker` commands that change a container that is there, look into it, or make an image of it. */
import type { CommitOptions, ContainerSettings } from '../container-model.ts';
import { operands, option } from './words.ts';

type Name = { readonly name: string };

export const containerChangeCommands = {
  'container.field': ({ name, format }: Name & { readonly format: string }) => [
    'container',
    'inspect',
    '--format',
    format,
    ...operands([name]),
  ],
  'container.rename': ({ name, to }: Name & { readonly to: string }) => ['rename', ...operands([name, to])],
  'container.update': ({ name, settings }: Name & { readonly settings: ContainerSettings }) => [
    'update',
    ...option('--restart', settings.restart),
    ...option('--memory', settings.memory),
    ...option('--memory-swap', settings.memorySwap),
    ...option('--cpus', settings.cpus),
    ...option('--cpu-shares', settings.cpuShares),
    ...option('--pids-limit', settings.pidsLimit),
    ...operands([name]),
  ],
  'container.top': ({ name }: Name) => ['top', ...operands([name])],
  'container.commit': ({ name, image, message, author, pause }: Name & Omit<CommitOptions, 'id'>) => [
    'commit',
    ...option('--message', message === '' ? undefined : message),
    ...option('--author', author === '' ? undefined : author),
    ...(pause ? [] : ['--pause=false']),
    ...operands([name, image]),
  ],
};
