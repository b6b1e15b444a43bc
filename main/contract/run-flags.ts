/**
 * The options of `docker run` that are one flag each, in the order in which a command says them: their field, the long
 * form, and what else the program takes for it (docker/cli `cli/command/container/opts.go`).
 */
import type { RunOptions } from './run-options.ts';

/** Fields whose value is of a type, whether it may be absent or not. */
type KeysOf<T> = Exclude<
  { [K in keyof RunOptions]-?: RunOptions[K] extends T | undefined ? K : never }[keyof RunOptions],
  'image' | 'mode' | 'command' | 'remove'
>;
export type RunSwitch = KeysOf<boolean> | 'remove';
export type RunText = KeysOf<string>;
export type RunList = KeysOf<string[]>;

interface Flag<K> {
  readonly key: K;
  readonly long: string;
  readonly also?: readonly string[];
}

/** Flags without a value. */
export const switches: readonly Flag<RunSwitch>[] = [
  { key: 'interactive', long: '--interactive', also: ['-i'] },
  { key: 'tty', long: '--tty', also: ['-t'] },
  { key: 'remove', long: '--rm' },
  { key: 'publishAll', long: '--publish-all', also: ['-P'] },
  { key: 'init', long: '--init' },
  { key: 'privileged', long: '--privileged' },
  { key: 'readOnly', long: '--read-only' },
  { key: 'noHealthcheck', long: '--no-healthcheck' },
];

/** Flags with one value. */
export const texts: readonly Flag<RunText>[] = [
  { key: 'name', long: '--name' },
  { key: 'pull', long: '--pull' },
  { key: 'platform', long: '--platform' },
  { key: 'restart', long: '--restart' },
  { key: 'entrypoint', long: '--entrypoint' },
  { key: 'user', long: '--user', also: ['-u'] },
  { key: 'workdir', long: '--workdir', also: ['-w'] },
  { key: 'hostname', long: '--hostname', also: ['-h'] },
  { key: 'stopSignal', long: '--stop-signal' },
  { key: 'stopTimeout', long: '--stop-timeout' },
  { key: 'network', long: '--network', also: ['--net'] },
  { key: 'memory', long: '--memory', also: ['-m'] },
  { key: 'memorySwap', long: '--memory-swap' },
  { key: 'cpus', long: '--cpus' },
  { key: 'cpuShares', long: '--cpu-shares', also: ['-c'] },
  { key: 'pidsLimit', long: '--pids-limit' },
  { key: 'shmSize', long: '--shm-size' },
  { key: 'healthCmd', long: '--health-cmd' },
  { key: 'healthInterval', long: '--health-interval' },
  { key: 'healthTimeout', long: '--health-timeout' },
  { key: 'healthStartPeriod', long: '--health-start-period' },
  { key: 'healthRetries', long: '--health-retries' },
  { key: 'logDriver', long: '--log-driver' },
];

/** Flags that may come several times. */
export const lists: readonly Flag<RunList>[] = [
  { key: 'networkAliases', long: '--network-alias', also: ['--net-alias'] },
  { key: 'links', long: '--link' },
  { key: 'dns', long: '--dns' },
  { key: 'hosts', long: '--add-host' },
  { key: 'labels', long: '--label', also: ['-l'] },
  { key: 'capAdd', long: '--cap-add' },
  { key: 'capDrop', long: '--cap-drop' },
  { key: 'securityOptions', long: '--security-opt' },
  { key: 'devices', long: '--device' },
  { key: 'ulimits', long: '--ulimit' },
  { key: 'sysctls', long: '--sysctl' },
  { key: 'logOptions', long: '--log-opt' },
];
