/** What the engine says of itself: `GET /version` and `GET /info` (Docker Engine API). */
import type Docker from 'dockerode';
import type { EngineDetails } from '../../contract/engine-model.ts';
import { ask } from './docker.ts';
import { asRecord, cleanText } from './untrusted.ts';

const mostItems = 50;

/** Throws `engine.unreachable`, `engine.refused`, `cancelled`. */
export async function engineDetails(docker: Docker, signal: AbortSignal): Promise<EngineDetails> {
  const [versionAnswer, infoAnswer] = await Promise.all([
    ask(docker, '/version', signal),
    ask(docker, '/info', signal),
  ]);
  const version = asRecord(versionAnswer);
  const info = asRecord(infoAnswer);
  return {
    version: text(version['Version']),
    apiVersion: text(version['ApiVersion']),
    os: text(info['OperatingSystem']),
    kernel: text(version['KernelVersion']),
    arch: text(version['Arch']),
    storageDriver: text(info['Driver']),
    cgroupVersion: text(info['CgroupVersion']),
    components: list(version['Components']).map((one) => {
      const { Name: name, Version: own } = asRecord(one);
      return { name: text(name), version: text(own) };
    }),
    warnings: list(info['Warnings']).map(text),
  };
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value.slice(0, mostItems) : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? cleanText(value).slice(0, 300) : '';
}
