/** How fast a share is, seen from the VM: what the window's speed test shows. */
import { AppError } from '../../contract/errors.ts';
import type { ShareSpeed } from '../../contract/model.ts';
import type { GuestLink } from '../guest/link.ts';

/** MiB of the large file at hardware speed; software emulation gets a quarter, so that nobody waits for minutes. */
const largeMiB = 64;
const smallFiles = 200;

/**
 * Works in a folder of its own inside of the share, and removes it. Prints the milliseconds of each part. Reading is
 * made to come from the host by dropping the VM's cache first.
 */
export const speedScript = `
set -e
dir=$(mktemp -d "$1/.moorage-speed-XXXXXX")
trap 'rm -rf "$dir"' EXIT
now() { read -r up rest </proc/uptime; echo "$up"; }
now
dd if=/dev/zero of="$dir/large" bs=1M count="$2" conv=fsync 2>/dev/null
now
echo 1 >/proc/sys/vm/drop_caches
dd if="$dir/large" of=/dev/null bs=1M 2>/dev/null
now
i=0; while [ $i -lt "$3" ]; do echo $i >"$dir/$i"; i=$((i + 1)); done
now
echo 2 >/proc/sys/vm/drop_caches
ls -l "$dir" >/dev/null
now
`;

/** Measures. Throws `guest.command` with what the VM said, and what the link throws. */
export async function measureSpeed(
  link: GuestLink,
  guestPath: string,
  pace: number,
  signal: AbortSignal,
): Promise<ShareSpeed> {
  const size = pace > 1 ? largeMiB / 4 : largeMiB;
  const argv = ['sh', '-c', speedScript, 'sh', guestPath, String(size), String(smallFiles)];
  const { exitCode, stdout, stderr } = await link.exec(argv, { signal });
  const at = stdout.toString('latin1').trim().split('\n').map(Number);
  const [begun = 0, written = 0, read = 0, made = 0, listed = 0] = at;
  if (exitCode !== 0 || at.length !== 5 || at.some(Number.isNaN)) {
    throw new AppError('guest.command', {
      params: { command: 'speed', exitCode, reason: stderr.trim().slice(0, 300) || '-' },
    });
  }
  // The VM's clock shows hundredths.
  const per = (amount: number, seconds: number) => amount / Math.max(seconds, 0.01);
  return {
    writeMiBs: per(size, written - begun),
    readMiBs: per(size, read - written),
    createPerSecond: per(smallFiles, made - read),
    statPerSecond: per(smallFiles, listed - made),
  };
}
