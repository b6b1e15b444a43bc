import { expect, it } from 'vitest';
import {
  addressText,
  baseOf,
  isWithin,
  parseAddress,
  parseSubnet,
  subnetText,
} from '../../../main/contract/addresses.ts';

it.each([
  ['10.0.0.1', '10.0.0.1'],
  ['255.255.255.255', '255.255.255.255'],
  ['::', '::'],
  ['::1', '::1'],
  ['fd00:77::1', 'fd00:77::1'],
  ['FD00:0077:0:0:0:0:0:1', 'fd00:77::1'],
  ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
  ['::ffff:10.0.0.1', '::ffff:a00:1'],
])('reads the address %s', (text, written) => {
  const address = parseAddress(text);
  expect(address && addressText(address)).toBe(written);
});

it.each([
  '',
  '10.0.0',
  '10.0.0.256',
  '010.0.0.1',
  '1.2.3.4.5',
  ':',
  ':::',
  '1::2::3',
  'fe80::1%eth0',
  '12345::',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  'x',
])('refuses the address %j', (text) => expect(parseAddress(text)).toBeUndefined());

it.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/08', '/8', 'fd00::/129', '10.0.0.0/-1'])(
  'refuses the subnet %j',
  (text) => expect(parseSubnet(text)).toBeUndefined(),
);

it('tells where a subnet begins', () => {
  const base = (text: string) => {
    const subnet = parseSubnet(text);
    return subnet && subnetText(baseOf(subnet));
  };
  expect(base('10.1.2.3/16')).toBe('10.1.0.0/16');
  expect(base('fd00:77::9/64')).toBe('fd00:77::/64');
  expect(base('1.2.3.4/0')).toBe('0.0.0.0/0');
});

it('tells what is in a subnet', () => {
  const outer = parseSubnet('10.1.0.0/16');
  if (outer === undefined) throw new Error('it is one');
  const inner = (text: string) => {
    const found = parseSubnet(text) ?? parseAddress(text);
    return found && isWithin(found, outer);
  };
  expect(inner('10.1.255.255')).toBe(true);
  expect(inner('10.2.0.0')).toBe(false);
  expect(inner('10.1.5.0/24')).toBe(true);
  expect(inner('10.0.0.0/8')).toBe(false);
  expect(inner('fd00::1')).toBe(false);
});
