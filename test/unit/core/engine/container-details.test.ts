import { expect, it } from 'vitest';
import * as v from 'valibot';
import { containerDetails, processTable } from '../../../../main/contract/container-model.ts';
import { splitTag, updateRequest } from '../../../../main/core/engine/container-change-handlers.ts';
import { detailsOf, processesOf } from '../../../../main/core/engine/container-details.ts';

it('reads settings in the notation of docker update', () => {
  const { settings } = detailsOf({
    HostConfig: {
      RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 },
      Memory: 536_870_912,
      MemorySwap: -1,
      NanoCpus: 1_500_000_000,
      CpuShares: 0,
      PidsLimit: null,
    },
  });
  expect(settings).toEqual({
    restart: 'on-failure:3',
    memory: '536870912',
    memorySwap: '-1',
    cpus: '1.5',
  });
});

it('tells an end only of what has ended', () => {
  const at = '2026-01-02T03:04:05Z';
  const ended = (State: object) => detailsOf({ State }).ended;
  expect(ended({ Status: 'running', Running: true, StartedAt: at, ExitCode: 0 })).toBeUndefined();
  expect(ended({ Status: 'created', StartedAt: '0001-01-01T00:00:00Z', ExitCode: 0 })).toBeUndefined();
  expect(ended({ Status: 'exited', StartedAt: at, ExitCode: 137, OOMKilled: true })).toEqual({
    exitCode: 137,
    outOfMemory: true,
    error: '',
  });
  expect(
    ended({ Status: 'created', StartedAt: '0001-01-01T00:00:00Z', ExitCode: 127, Error: 'no such\nfile' })
      ?.error,
  ).toBe('no such file');
});

it('holds hostile answers to the schema, cleaned and bounded', () => {
  const odd: unknown[] = [null, [], 'text', { State: [], HostConfig: 7, Config: { Env: {}, Labels: [1] } }];
  for (const one of odd) {
    expect(v.is(containerDetails, detailsOf(one))).toBe(true);
    expect(v.is(processTable, processesOf(one))).toBe(true);
  }
  const many = detailsOf({ Config: { Env: Array.from({ length: 9000 }, () => 'A=\u001b[2J\n') } });
  const env = many.facts.find(({ field }) => field === 'env')?.values ?? [];
  expect(env.length).toBe(500);
  expect(env[0]).toBe('A= [2J');
  const table = processesOf({ Titles: ['PID'], Processes: Array.from({ length: 9000 }, () => ['1']) });
  expect(table.rows.length).toBe(2000);
});

it('asks to change only what shall change', () => {
  expect(updateRequest({ memory: '64m', cpus: '0.5', pidsLimit: '-1' })).toEqual({
    Memory: 67_108_864,
    NanoCpus: 500_000_000,
    PidsLimit: -1,
  });
  expect(updateRequest({ restart: 'on-failure:2', memorySwap: '-1', cpuShares: '512' })).toEqual({
    RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 2 },
    MemorySwap: -1,
    CpuShares: 512,
  });
});

it('tells the tag of an image from the port of its registry', () => {
  expect(splitTag('localhost:5000/team/tool')).toEqual({ repo: 'localhost:5000/team/tool', tag: 'latest' });
  expect(splitTag('localhost:5000/tool:v1')).toEqual({ repo: 'localhost:5000/tool', tag: 'v1' });
});
