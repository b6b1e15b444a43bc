/**
 * What the engine says of one container, as the window's tables show it. Fields by the Docker Engine API
 * (`GET /containers/{id}/json`, `GET /containers/{id}/top`).
 */
import type {
  ContainerDetails,
  ContainerFact,
  ContainerField,
  ContainerSettings,
  ProcessTable,
} from '../../contract/container-model.ts';
import { asRecord, cleanText } from './untrusted.ts';

const mostLines = 500;
const mostProcesses = 2000;
const mostColumns = 30;

type Fields = Readonly<Record<string, unknown>>;

/** Makes it of the answer of `inspect`, whatever that holds. */
export function detailsOf(answer: unknown): ContainerDetails {
  const all = asRecord(answer);
  const state = asRecord(all['State']);
  const host = asRecord(all['HostConfig']);
  const health = asRecord(state['Health']);
  const ran = moment(state['StartedAt']) !== undefined || text(state['Error']) !== '';
  const ends = state['Status'] === 'exited' || state['Status'] === 'dead' || text(state['Error']) !== '';
  return {
    facts: factsOf(all, state, host),
    ...(ran && ends && state['Running'] !== true
      ? {
          ended: {
            exitCode: whole(state['ExitCode']),
            outOfMemory: state['OOMKilled'] === true,
            error: text(state['Error']),
          },
        }
      : {}),
    ...(text(health['Status']) === '' || health['Status'] === 'none'
      ? {}
      : {
          health: {
            status: text(health['Status']),
            checks: list(health['Log'])
              .slice(-3)
              .map((one) => {
                const { ExitCode: code, Output: output } = asRecord(one);
                return { exitCode: whole(code), output: text(output) };
              }),
          },
        }),
    settings: settingsOf(host),
  };
}

/** Makes it of the answer of `top`. */
export function processesOf(answer: unknown): ProcessTable {
  const { Titles: titles, Processes: processes } = asRecord(answer);
  return {
    titles: texts(titles).slice(0, mostColumns),
    rows: (Array.isArray(processes) ? processes : [])
      .slice(0, mostProcesses)
      .map((row) => texts(row).slice(0, mostColumns)),
  };
}

/** Settings as `docker update` takes them. */
function settingsOf(host: Fields): ContainerSettings {
  const { Name: policy, MaximumRetryCount: tries } = asRecord(host['RestartPolicy']);
  const restart = text(policy);
  const above = (name: string) => (whole(host[name]) > 0 ? whole(host[name]) : undefined);
  const memory = above('Memory');
  const swap = whole(host['MemorySwap']) === -1 ? -1 : above('MemorySwap');
  const cpus = above('NanoCpus');
  const shares = above('CpuShares');
  const pids = above('PidsLimit');
  return {
    ...(['no', 'always', 'unless-stopped', 'on-failure'].includes(restart)
      ? { restart: restart === 'on-failure' && whole(tries) > 0 ? `on-failure:${whole(tries)}` : restart }
      : {}),
    ...(memory === undefined ? {} : { memory: String(memory) }),
    ...(swap === undefined ? {} : { memorySwap: String(swap) }),
    ...(cpus === undefined ? {} : { cpus: String(cpus / 1e9) }),
    ...(shares === undefined ? {} : { cpuShares: String(shares) }),
    ...(pids === undefined ? {} : { pidsLimit: String(pids) }),
  };
}

function factsOf(all: Fields, state: Fields, host: Fields): ContainerFact[] {
  const config = asRecord(all['Config']);
  const network = asRecord(all['NetworkSettings']);
  const one = (field: ContainerField, format: string, values: readonly string[]) => ({
    field,
    format,
    values: values.filter((value) => value !== ''),
  });
  const { restart, ...limits } = settingsOf(host);
  return [
    one('image', '{{.Config.Image}}', [text(config['Image'])]),
    one('entrypoint', '{{json .Config.Entrypoint}}', [words(config['Entrypoint'])]),
    one('command', '{{json .Config.Cmd}}', [words(config['Cmd'])]),
    one('created', '{{.Created}}', [moment(all['Created']) ?? '']),
    one('started', '{{.State.StartedAt}}', [moment(state['StartedAt']) ?? '']),
    one('finished', '{{.State.FinishedAt}}', [moment(state['FinishedAt']) ?? '']),
    one('restart', '{{json .HostConfig.RestartPolicy}}', [restart ?? '']),
    one(
      'limits',
      '{{json .HostConfig}}',
      Object.entries(limits).map(([name, value]) => `${name}=${value}`),
    ),
    one('privileges', '{{.HostConfig.Privileged}} {{json .HostConfig.CapAdd}} {{json .HostConfig.CapDrop}}', [
      host['Privileged'] === true ? '--privileged' : '',
      ...texts(host['CapAdd']).map((name) => `--cap-add ${name}`),
      ...texts(host['CapDrop']).map((name) => `--cap-drop ${name}`),
    ]),
    one('env', '{{json .Config.Env}}', texts(config['Env'])),
    one('mounts', '{{json .Mounts}}', list(all['Mounts']).map(mountText)),
    one(
      'networks',
      '{{json .NetworkSettings.Networks}}',
      entries(network['Networks']).map(([name, value]) =>
        `${name} ${text(asRecord(value)['IPAddress'])}`.trim(),
      ),
    ),
    one('ports', '{{json .NetworkSettings.Ports}}', entries(network['Ports']).map(portText)),
    one(
      'labels',
      '{{json .Config.Labels}}',
      entries(config['Labels']).map(([name, value]) => `${name}=${text(value)}`),
    ),
  ].filter(({ values }) => values.length > 0);
}

function mountText(value: unknown): string {
  const { Type: type, Name: name, Source: source, Destination: target, RW: writable } = asRecord(value);
  const from = type === 'volume' ? text(name) : text(source);
  return `${text(type)} ${from} → ${text(target)}${writable === false ? ' (ro)' : ''}`;
}

function portText([name, bindings]: readonly [string, unknown]): string {
  const to = list(bindings).map((one) => {
    const { HostIp: address, HostPort: port } = asRecord(one);
    return `${text(address)}:${text(port)}`;
  });
  return to.length === 0 ? name : `${name} ← ${to.join(', ')}`;
}

function entries(value: unknown): [string, unknown][] {
  return Object.entries(asRecord(value))
    .slice(0, mostLines)
    .map(([name, own]) => [cleanText(name), own]);
}

/** A time of the engine; it writes the year 1 where there is none. */
function moment(value: unknown): string | undefined {
  const written = text(value);
  return written === '' || written.startsWith('0001-') ? undefined : written;
}

function words(value: unknown): string {
  const all = texts(value);
  return all.length === 0 ? '' : JSON.stringify(all);
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value.slice(0, mostLines) : [];
}

function texts(value: unknown): string[] {
  return list(value).map(text);
}

function text(value: unknown): string {
  return typeof value === 'string' ? cleanText(value) : '';
}

function whole(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : 0;
}
