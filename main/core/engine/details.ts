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
  const registries = asRecord(info['RegistryConfig']);
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
    cpus: amount(info['NCPU']),
    memoryBytes: amount(info['MemTotal']),
    mirrors: list(registries['Mirrors']).map(text),
    insecureRegistries: insecure(registries),
    liveRestore: info['LiveRestoreEnabled'] === true,
  };
}

/** Networks are listed as such; hosts by name are those that are not secure. */
function insecure(registries: Record<string, unknown>): string[] {
  const hosts = Object.entries(asRecord(registries['IndexConfigs'])).slice(0, mostItems);
  return [
    ...hosts.flatMap(([name, one]) => (asRecord(one)['Secure'] === false ? [text(name)] : [])),
    ...list(registries['InsecureRegistryCIDRs']).map(text),
  ];
}

function amount(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value.slice(0, mostItems) : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? cleanText(value).slice(0, 300) : '';
}
