import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { electronProgram } from '../../../main/cli/electron-window.ts';

let folder = '';
const electron = () => join(folder, 'node_modules', 'electron');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'electron-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('finds no program where the package is not installed', () => {
  expect(electronProgram(folder)).toBeUndefined();
});

it('finds none where the package has not fetched it', async () => {
  await mkdir(electron(), { recursive: true });
  expect(electronProgram(folder)).toBeUndefined();
  await writeFile(join(electron(), 'path.txt'), 'electron');
  expect(electronProgram(folder)).toBeUndefined();
});

it('finds the one that the package names', async () => {
  await mkdir(join(electron(), 'dist'), { recursive: true });
  await writeFile(join(electron(), 'path.txt'), 'electron');
  await writeFile(join(electron(), 'dist', 'electron'), '');
  expect(electronProgram(folder)).toBe(join(electron(), 'dist', 'electron'));
});
