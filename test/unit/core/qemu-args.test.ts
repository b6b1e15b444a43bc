import { describe, expect, it } from 'vitest';
import {
  acceleratorsFor,
  kernelCommandLine,
  machineType,
  optionValue,
  paceOf,
  qemuArgs,
  wayInAddress,
  type QemuPlan,
} from '../../../main/core/vm/qemu/args.ts';

const image = { id: 'i', kernel: '/i/kernel', initrd: '/i/initrd', root: '/i/root.erofs', tools: undefined };
const plan: QemuPlan = {
  spec: {
    arch: 'x86_64',
    cpus: 3,
    memoryMiB: 2048,
    dataDiskGiB: 64,
    image,
    seed: '/h/vm/seed.img',
    shares: [],
  },
  accelerator: 'kvm',
  version: '10.0.2',
  platform: 'linux',
  dataDisk: '/h/vm/data.qcow2',
  folders: [],
  sockets: { qmp: '/h/vm/qmp', console: '/h/vm/con' },
};
const after = (args: readonly string[], option: string) =>
  args.flatMap((one, at) => (one === option ? [args[at + 1]] : []));

describe('qemuArgs', () => {
  it('starts paused, without defaults, and never reboots', () => {
    expect(qemuArgs(plan)).toEqual(
      expect.arrayContaining(['-S', '-nodefaults', '-no-user-config', '-no-reboot']),
    );
  });

  it('takes processors and memory from the settings', () => {
    const args = qemuArgs(plan);
    expect(after(args, '-smp')).toEqual(['3']);
    expect(after(args, '-m')).toEqual(['2048M']);
  });

  it('listens on the host for SSH and the engine only, where no container can knock', () => {
    const args = qemuArgs(plan);
    expect(args.join(' ').match(/tcp:[^, ]*/g)).toEqual(['tcp:127.0.0.2:0-:61022', 'tcp:127.0.0.2:0-:61023']);
    expect(args.join(' ')).not.toMatch(/-vnc|-spice|telnet|udp:/);
    for (const chardev of after(args, '-chardev'))
      expect(chardev).toMatch(/^socket,id=\w+,path=\/h\/vm\/\w+,server=on,wait=off$/);
  });

  it.each([
    ['darwin', '127.0.0.1'], // the only loopback address that macOS has without being asked
    ['linux', '127.0.0.2'],
    ['win32', '127.0.0.2'],
  ] as const)('comes in on %s by %s', (platform, address) => {
    expect(wayInAddress(platform)).toBe(address);
    const sockets = { qmp: '\\\\.\\pipe\\q', console: '\\\\.\\pipe\\c' };
    const netdev = after(qemuArgs({ ...plan, platform, sockets }), '-netdev')[0];
    expect(netdev?.match(/hostfwd=tcp:[^:]*/g)).toEqual(Array(2).fill(`hostfwd=tcp:${address}`));
  });

  it('gives each disk the serial that the guest looks for, and writes to the data disk only', () => {
    const args = qemuArgs({ ...plan, spec: { ...plan.spec, image: { ...image, tools: '/i/tools.erofs' } } });
    expect(after(args, '-device').filter((one) => one?.startsWith('virtio-blk'))).toEqual(
      ['root', 'data', 'seed', 'tools'].map((name) => `virtio-blk-pci,drive=${name},serial=moorage-${name}`),
    );
    const writable = after(args, '-drive').filter((one) => !one?.includes('readonly=on'));
    expect(writable).toHaveLength(1);
    expect(writable[0]).toContain('/h/vm/data.qcow2');
  });

  it('keeps commas in paths from becoming options', () => {
    const args = qemuArgs({ ...plan, dataDisk: '/h,readonly=on/data.qcow2' });
    expect(args.join(' ')).toContain('file=/h,,readonly=on/data.qcow2,');
    expect(optionValue('a,b,,c')).toBe('a,,b,,,,c');
  });

  it('uses pipes on Windows, where Node has no Unix sockets', () => {
    const sockets = { qmp: '\\\\.\\pipe\\m-qmp', console: '\\\\.\\pipe\\m-con' };
    expect(after(qemuArgs({ ...plan, platform: 'win32', accelerator: 'whpx', sockets }), '-chardev')).toEqual(
      ['pipe,id=qmp,path=m-qmp', 'pipe,id=console,path=m-con'],
    );
  });

  it('uses the machine of the architecture, by a versioned name', () => {
    expect(machineType('x86_64', '10.0.2')).toBe('pc-q35-10.0');
    expect(machineType('x86_64', '11.1.0')).toBe('pc-q35-10.0');
    expect(machineType('x86_64', '9.2.1')).toBe('pc-q35-9.2');
    expect(machineType('aarch64', '10.0.2')).toBe('virt-10.0');
    const arm = qemuArgs({
      ...plan,
      spec: { ...plan.spec, arch: 'aarch64' },
      accelerator: 'hvf',
      platform: 'darwin',
    });
    expect(after(arm, '-machine')[0]).toMatch(/^virt-10\.0/);
    expect(after(arm, '-append')[0]).toContain('console=ttyAMA0');
  });

  it('turns off what protects neighbours in software emulation only', () => {
    expect(kernelCommandLine('x86_64', 'tcg')).toContain('mitigations=off');
    for (const accelerator of ['kvm', 'hvf', 'whpx'] as const) {
      expect(kernelCommandLine('x86_64', accelerator)).not.toMatch(/mitigations|nokaslr|tsc/);
    }
  });
});

describe('accelerators', () => {
  it('are tried best first and end with software emulation', () => {
    expect(acceleratorsFor('linux')).toEqual(['kvm', 'tcg']);
    expect(acceleratorsFor('darwin')).toEqual(['hvf', 'tcg']);
    expect(acceleratorsFor('win32')).toEqual(['whpx', 'tcg']);
    expect(acceleratorsFor('freebsd')).toEqual(['tcg']);
  });

  it('set the pace of all time limits', () => {
    expect(paceOf('kvm')).toBe(1);
    expect(paceOf('tcg')).toBe(12);
  });
});
