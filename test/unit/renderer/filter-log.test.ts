import { expect, it } from 'vitest';
import { readComposeForm } from '../../../renderer/features/compose/compose-form.ts';
import { FilteredLog } from '../../../renderer/features/logs/filter-log.ts';
import { LogBuffer, type KeptLine } from '../../../renderer/features/logs/log-buffer.ts';

const line = (text: string): KeptLine => ({ stream: 'stdout', time: '', text });

it('looks at each line of a log once, and goes on where it left off', () => {
  const source = new LogBuffer();
  let looked = 0;
  const filtered = new FilteredLog(source, ({ text }) => {
    looked += 1;
    return text.endsWith('7');
  });
  source.add(Array.from({ length: 5000 }, (_, index) => line(String(index))));
  let time = 0;
  expect(filtered.look(5, () => (time += 1))).toBe(false);
  while (!filtered.look(5, () => (time += 1)));
  expect([filtered.buffer.length, looked]).toEqual([500, 5000]);
  source.add([line('x'), line('17')]);
  expect(filtered.look(5)).toBe(true);
  expect([filtered.buffer.length, looked, filtered.buffer.at(500)?.text]).toEqual([501, 5002, '17']);
});

it('reads the form for compose', () => {
  const form = {
    action: 'up',
    files: ' /a.yml \n\n/b.yml',
    project: '',
    build: true,
    volumes: true,
  } as const;
  expect(readComposeForm(form).wanted).toEqual({ action: 'up', files: ['/a.yml', '/b.yml'], build: true });
  expect(readComposeForm({ ...form, action: 'down', project: 'p' }).wanted).toEqual({
    ...{ action: 'down', files: ['/a.yml', '/b.yml'], project: 'p', volumes: true },
  });
  expect(readComposeForm({ ...form, files: '' }).filesFault).toBe('compose.files.missing');
  expect(readComposeForm({ ...form, project: 'A b' }).projectFault).toBe('compose.project.invalid');
  expect(readComposeForm({ ...form, action: 'down', files: '' }).projectFault).toBe(
    'compose.project.missing',
  );
});
