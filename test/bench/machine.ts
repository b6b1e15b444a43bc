/** What a figure was measured on. */
import { cpus, release, totalmem, type } from 'node:os';

/** The machine's facts, as the report shows them. */
export function machineFacts(qemuVersion: string): Record<string, string | number> {
  const processors = cpus();
  return {
    cpu: (processors[0]?.model ?? 'unknown').replace(/\s+/g, ' ').trim(),
    cores: processors.length,
    memoryMiB: Math.round(totalmem() / 1024 ** 2),
    system: `${type()} ${release()}`,
    arch: process.arch,
    node: process.version.slice(1),
    qemu: qemuVersion,
  };
}
