import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { contract, maxBase64Length } from '../../../main/contract/contract.ts';
import type { Status } from '../../../main/contract/model.ts';
import { status, vmState } from '../../../main/contract/schemas.ts';

const accepts = (schema: v.GenericSchema, value: unknown) => v.safeParse(schema, value).success;

describe('the contract', () => {
  it('refuses options that an entry does not have', () => {
    expect(accepts(contract['vm.start'].input, {})).toBe(true);
    expect(accepts(contract['vm.start'].input, { cpus: 2, memoryMiB: 2048 })).toBe(true);
    expect(accepts(contract['vm.start'].input, { driver: 'fake' })).toBe(false);
    expect(accepts(contract['vm.start'].input, { cpus: 0 })).toBe(false);
    expect(accepts(contract['settings.set'].input, { cpus: 2 })).toBe(true);
    expect(accepts(contract['settings.set'].input, { cpu: 2 })).toBe(false);
  });

  it('takes base64 and nothing like it, up to its limit', () => {
    const write = (data: string) => accepts(contract['guest.write'].input, { id: 's', data });
    for (const good of ['', 'YQ==', 'YWI=', 'YWJj', 'A'.repeat(maxBase64Length)])
      expect(write(good)).toBe(true);
    for (const bad of ['Y', 'YQ=', 'YQ==YQ==', 'Y-_=', 'YWJj\n', 'A'.repeat(maxBase64Length + 4)])
      expect(write(bad)).toBe(false);
  });

  it('judges hostile base64 in no time', () => {
    const started = performance.now();
    accepts(contract['guest.write'].input, { id: 's', data: `${'A'.repeat(maxBase64Length - 1)}!` });
    accepts(contract['guest.write'].input, { id: 's', data: 'A'.repeat(15_000_000) });
    expect(performance.now() - started).toBeLessThan(200);
  });

  it('keeps a state whose error code it does not know', () => {
    const state = { kind: 'failed', error: { code: 'vm.ofTheFuture', params: { a: 1 } } };
    expect(v.parse(vmState, state)).toEqual({ kind: 'failed', error: { code: 'link.protocol', params: {} } });
  });

  it('drops fields that it does not know from an answer', () => {
    const known: Status = { state: 'stopped', engine: null, vm: null, window: null, problems: [] };
    expect(v.parse(status, { ...known, mood: 'fine' })).toEqual(known);
  });

  it('has entries for each way to read a guest session', () => {
    const { item } = contract['guest.session'];
    expect(accepts(item, { kind: 'opened', id: 'x' })).toBe(true);
    expect(accepts(item, { kind: 'output', fd: 2, data: 'YQ==' })).toBe(true);
    expect(accepts(item, { kind: 'output', fd: 3, data: 'YQ==' })).toBe(false);
    expect(accepts(item, { kind: 'exit', code: 255 })).toBe(true);
  });
});
