import { describe, expect, it } from 'vitest';
import { floorInitrd } from '../../bench/floor.ts';
import { pingAnswer } from '../../bench/ping.ts';
import { shapeOf, usualShape, vmArguments } from '../../bench/vm.ts';

describe('the VMs to compare with', () => {
  it('take the shape of a running one from its command line', () => {
    const argv =
      'ld.so qemu-system-x86_64 -machine pc-q35-10.0,hpet=off,memory-backend=mem -accel kvm -smp 4 -m 3000';
    const shape = shapeOf([...argv.split(' '), '-append', 'quiet panic=-1']);
    expect(shape).toEqual({
      machine: 'pc-q35-10.0,hpet=off',
      accel: 'kvm',
      cpu: usualShape.cpu,
      smp: '4',
      memory: '3000',
      append: 'quiet panic=-1',
    });
  });

  it('get the disk and the forwards that they are given', () => {
    const common = { qemu: ['q'], shape: usualShape, kernel: '/k', initrd: '/i', append: 'a b', dir: '/d' };
    const line = (args: string[]) => args.join(' ');
    const bare = line(vmArguments(common));
    expect(bare).toContain(
      '-machine pc-q35-10.0 -accel tcg -cpu max -smp 2 -m 2048 -kernel /k -initrd /i -append a b',
    );
    expect(bare).not.toContain('-drive');
    const full = line(
      vmArguments({ ...common, disk: { path: '/r', keep: false }, forwards: { 1000: 2375 } }),
    );
    expect(full).toContain('file=/r,format=raw,snapshot=on');
    expect(full).toContain('user,id=n0,ipv6=off,hostfwd=tcp:127.0.0.1:1000-:2375');
  });

  it('boot the floor from an archive with busybox and an init', () => {
    const archive = floorInitrd('power-off', Buffer.from('busybox'));
    expect(archive.toString('latin1', 0, 6)).toBe('070701');
    expect(archive.toString('latin1')).toContain('poweroff -f');
    expect(floorInitrd('sleep', Buffer.from('busybox')).toString('latin1')).not.toContain('poweroff');
  });
});

describe('an answer to a ping', () => {
  const whole = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nOstype: linux\r\n\r\nOK';
  it('is complete with its body', () => {
    for (let length = 0; length < whole.length; length += 1) {
      expect(pingAnswer(whole.slice(0, length))).toBe('incomplete');
    }
    expect(pingAnswer(whole)).toBe('ok');
  });

  it('is wrong with another status, body or no length', () => {
    expect(pingAnswer('HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n')).toBe('wrong');
    expect(pingAnswer('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nNO')).toBe('wrong');
    expect(pingAnswer('HTTP/1.1 200 OK\r\n\r\nOK')).toBe('wrong');
    expect(pingAnswer(`${whole}OK`)).toBe('wrong');
  });
});
