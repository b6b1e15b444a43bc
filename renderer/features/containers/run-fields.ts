/** The parts of the run form that are closed at first, and the fields in each. The examples are values as docker takes them. */
import type { RunList, RunSwitch, RunText } from '../../../main/contract/run-flags.ts';

export type RunField =
  | { readonly kind: 'text'; readonly key: RunText; readonly example: string }
  | { readonly kind: 'pull'; readonly key: 'pull' }
  | { readonly kind: 'lines'; readonly key: RunList; readonly example: string }
  | { readonly kind: 'switch'; readonly key: RunSwitch };

export interface RunSection {
  readonly key: 'process' | 'network' | 'limits' | 'restart' | 'health' | 'security' | 'labels' | 'engine';
  readonly fields: readonly RunField[];
}

const text = (key: RunText, example = ''): RunField => ({ kind: 'text', key, example });
const lines = (key: RunList, example: string): RunField => ({ kind: 'lines', key, example });
const box = (key: RunSwitch): RunField => ({ kind: 'switch', key });

export const runSections: readonly RunSection[] = [
  {
    key: 'process',
    fields: [
      text('entrypoint', '/bin/sh'),
      text('workdir', '/app'),
      text('user', '1000:1000'),
      text('hostname', 'web'),
      text('stopSignal', 'SIGTERM'),
      text('stopTimeout', '10'),
      box('init'),
    ],
  },
  {
    key: 'network',
    fields: [
      text('network', 'bridge'),
      lines('networkAliases', 'db'),
      lines('links', 'database:db'),
      lines('dns', '1.1.1.1'),
      lines('hosts', 'host.docker.internal:host-gateway'),
      box('publishAll'),
    ],
  },
  {
    key: 'limits',
    fields: [
      text('memory', '512m'),
      text('memorySwap', '1g'),
      text('cpus', '1.5'),
      text('cpuShares', '1024'),
      text('pidsLimit', '100'),
      text('shmSize', '64m'),
      lines('ulimits', 'nofile=1024:2048'),
    ],
  },
  { key: 'restart', fields: [text('restart')] },
  {
    key: 'health',
    fields: [
      text('healthCmd', 'curl -f http://localhost/'),
      text('healthInterval', '30s'),
      text('healthTimeout', '30s'),
      text('healthStartPeriod', '0s'),
      text('healthRetries', '3'),
      box('noHealthcheck'),
    ],
  },
  {
    key: 'security',
    fields: [
      box('privileged'),
      box('readOnly'),
      lines('capAdd', 'NET_ADMIN'),
      lines('capDrop', 'ALL'),
      lines('securityOptions', 'no-new-privileges'),
      lines('devices', '/dev/fuse'),
      lines('sysctls', 'net.core.somaxconn=1024'),
    ],
  },
  { key: 'labels', fields: [lines('labels', 'com.example.team=web')] },
  {
    key: 'engine',
    fields: [
      { kind: 'pull', key: 'pull' },
      text('platform', 'linux/amd64'),
      text('logDriver', 'json-file'),
      lines('logOptions', 'max-size=10m'),
    ],
  },
];
