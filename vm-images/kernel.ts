/**
 * Takes the kernel proper out of the file that Debian ships. That file unpacks itself at boot, which costs a second
 * and more where the processor is emulated; QEMU starts the unpacked kernel directly, on x86-64 through its PVH entry.
 */
import { spawn } from 'node:child_process';
import { AppError } from '../main/contract/errors.ts';

const zstdMagic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/** Where the packed kernel lies in the file. */
export interface Payload {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds the packed kernel. x86: the setup header's `setup_sects` (0x1f1), `payload_offset` (0x248) and
 * `payload_length` (0x24c), see the kernel's documentation, "The Linux/x86 Boot Protocol". arm64: an EFI zboot image
 * with "zimg" at 4, offset at 8, size at 12, the kind of packing as text at 24 (drivers/firmware/efi/libstub).
 * Undefined for a kernel that isn't packed.
 */
export function findPayload(file: Buffer): Payload | undefined {
  if (file.length > 0x250 && file.toString('latin1', 0x202, 0x206) === 'HdrS') {
    const setupSectors = file.readUInt8(0x1f1) || 4;
    const start = (setupSectors + 1) * 512 + file.readUInt32LE(0x248);
    // The last four bytes are the unpacked size, put there by the kernel's build; arm64's field leaves them out.
    return checked(file, { start, end: start + file.readUInt32LE(0x24c) - 4 });
  }
  if (file.length > 64 && file.toString('latin1', 4, 8) === 'zimg') {
    const start = file.readUInt32LE(8);
    return checked(file, { start, end: start + file.readUInt32LE(12) });
  }
  return undefined;
}

function checked(file: Buffer, payload: Payload): Payload {
  if (payload.end > file.length || payload.start >= payload.end)
    throw damaged('its header points outside of it');
  return payload;
}

/** The unpacked kernel. `zstd` is the start of a command line. Throws `setup.archive`, `setup.tool`. */
export async function unpackKernel(file: Buffer, zstd: readonly string[]): Promise<Buffer> {
  const payload = findPayload(file);
  if (payload === undefined) return file;
  const packed = file.subarray(payload.start, payload.end);
  if (!packed.subarray(0, 4).equals(zstdMagic)) throw damaged('it is packed in a way that is not supported');
  return runFilter([...zstd, '-d', '-c', '-q'], packed);
}

function damaged(reason: string): AppError {
  return new AppError('setup.archive', { params: { name: 'vmlinuz', reason } });
}

async function runFilter(argv: readonly string[], input: Buffer): Promise<Buffer> {
  const [program = '', ...args] = argv;
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  let complaint = '';
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  child.stdin.on('error', (error) => (complaint += error.message));
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) {
    throw new AppError('setup.tool', {
      params: { tool: 'zstd', reason: complaint.trim() || `exit code ${code}` },
    });
  }
  return Buffer.concat(chunks);
}
