import { expect, it } from 'vitest';
import { readSettings, readVariable, typedOf } from '../../../renderer/features/containers/change-form.ts';

it('takes as a change only what was typed anew', () => {
  const now = { restart: 'no', memory: '67108864' };
  expect(readSettings(typedOf(now), now)).toEqual({ changes: {}, faults: [] });
  expect(readSettings({ ...typedOf(now), memory: '', cpus: ' 0.5 ' }, now).changes).toEqual({ cpus: '0.5' });
  expect(readSettings({ ...typedOf(now), memory: 'much', restart: 'never' }, now).faults).toEqual([
    'restart',
    'memory',
  ]);
});

it('keeps values to itself whose names look like secrets', () => {
  expect(readVariable('DB_PASSWORD=a=b')).toEqual({ name: 'DB_PASSWORD', value: 'a=b', secret: true });
  expect(readVariable('API_TOKEN').secret).toBe(true);
  expect(readVariable('PATH=/bin').secret).toBe(false);
});
