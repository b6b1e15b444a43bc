import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { OutputLines } from '../../../../main/core/compose/output-lines.ts';
import { hostProgram, tellLines } from '../../../../main/core/compose/told-program.ts';
import { isCancel } from '../../../../main/contract/errors.ts';

const node = (script: string) =>
  hostProgram([process.execPath, '-e', script], { env: process.env, cwd: tmpdir() });
const never = new AbortController().signal;

async function all(program: ReturnType<typeof node>, signal = never) {
  const lines: string[] = [];
  const told = tellLines(program, signal);
  for (;;) {
    const next = await told.next();
    if (next.done === true) return { lines, ...next.value };
    if (next.value.kind === 'line') lines.push(next.value.text);
  }
}

describe('a program that is told line by line', () => {
  it('has both of its outputs, its exit code and its last words', async () => {
    const told = await all(node(`console.log('out'); console.error('err\\n\\nlast'); process.exitCode = 3`));
    expect(told.lines.toSorted()).toEqual(['err', 'last', 'out']);
    expect(told).toMatchObject({ code: 3, last: 'err · last' });
  });

  it('says all that it says, also when that is much', async () => {
    const told = await all(node(`for (let i = 0; i < 20000; i++) console.log('line ' + i)`));
    expect([told.lines.length, told.lines.at(-1), told.code]).toEqual([20_000, 'line 19999', 0]);
  });

  it('is ended by the signal, and what it has started with it', async () => {
    const controller = new AbortController();
    // It holds the same outputs, so that the end of both shows that it has ended.
    const script = `
      const options = { stdio: 'inherit' };
      require('node:child_process').spawn(process.execPath, ['-e', 'console.log(1);setInterval(() => {}, 1000)'], options);
      setInterval(() => {}, 1000)`;
    const told = tellLines(node(script), controller.signal);
    await told.next();
    controller.abort();
    await expect(told.next()).rejects.toSatisfy(isCancel);
  });

  it('is told where it can’t be started', async () => {
    const program = hostProgram(['/no/such/program'], { env: {}, cwd: tmpdir() });
    await expect(all(program)).rejects.toMatchObject({ code: 'compose.notStarted' });
  });
});

it('makes plain lines of what terminals are sent', () => {
  const lines: string[] = [];
  const output = new OutputLines((line) => lines.push(line));
  output.take(Buffer.from('\u001b[1Aa\u001b[0m b\r\n10%\r20%\rd'));
  output.take(Buffer.from('one ✓'.slice(0, 4)));
  output.take(Buffer.from([0xe2, 0x9c]));
  output.take(Buffer.from([0x93, 0x0a]));
  output.take(Buffer.from('x'.repeat(5000)));
  output.end();
  expect(lines.slice(0, 4)).toEqual(['a b', '10%', '20%', 'done ✓']);
  expect(lines[4]).toHaveLength(2000);
});
