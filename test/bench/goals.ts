/** What each figure should reach, in one place. A figure that is not here only informs. */

export type Goal = { readonly most: number } | { readonly least: number };

export const goals: Readonly<Record<string, Goal>> = {
  'boot.cold.vsPeer': { most: 0.45 },
  'boot.cold.vsFloor': { most: 7 },
  // The steps' times must add up to the whole, or a step is missing from the list.
  'boot.steps.sumVsCold': { least: 0.95 },
  'engine.ping.kept.vsHostfwd': { most: 1.5 },
  'engine.ping.new.vsHostfwd': { most: 2.5 },
  'engine.ping.kept.vsSshL': { most: 1 },
  'engine.ping.new.vsSshL': { most: 1 },
  'engine.ping.kept.vsDockerSsh': { most: 1 },
  'engine.load.vsSshL': { least: 0.8 },
  'engine.save.vsSshL': { least: 0.8 },
  'idle.cpu.vsFloor': { most: 3 },
  'ports.bulkIn.vsHostfwd': { least: 0.9 },
  'ports.bulkOut.vsHostfwd': { least: 0.9 },
  'ports.bulkIn.vsSshL': { least: 1.3 },
  'ports.bulkOut.vsSshL': { least: 1.3 },
  'ports.latency.vsHostfwd': { most: 1.5 },
  'ports.connects.vsHostfwd': { least: 0.8 },
  // Seconds of a computer with hardware virtualization; see `pace`.
  'ports.publish400.afterRun': { most: 1 },
  'ports.udp.loss': { most: 0.01 },
  'ports.udp.misdelivered': { most: 0 },
  'window.firstPaint.1000vs10': { most: 1.5 },
  'window.longestTask.1000vs10': { most: 2 },
  'window.firstPaint.images5000vs10': { most: 1.5 },
  'window.longestTask.images5000vs10': { most: 2 },
  ...shareGoals(),
};

/** Speeds, so more is better. */
function shareGoals(): Record<string, Goal> {
  const goals: Record<string, Goal> = {
    'shares.sync.untar.vsVirtiofs': { least: 5 },
    'shares.sync.readBack.vsVirtiofs': { least: 5 },
    'shares.sync.gitStatus.vsVirtiofs': { least: 5 },
  };
  for (const provider of ['virtiofs', 'ssh', 'sync']) {
    // Milliseconds of a computer with hardware virtualization; see `pace`.
    goals[`shares.events.${provider}.p50`] = { most: 100 };
    goals[`shares.events.${provider}.p99`] = { most: 500 };
    goals[`shares.events.${provider}.burstMissed`] = { most: 0 };
  }
  for (const line of ['untar', 'readBack', 'gitStatus', 'write', 'read']) {
    goals[`shares.virtiofs.${line}.vsPeer`] = { least: 0.9 };
    goals[`shares.ssh.${line}.vsSshfs`] = { least: 0.9 };
    goals[`shares.sync.${line}.vsGuestDisk`] = { least: 0.8 };
  }
  return goals;
}
