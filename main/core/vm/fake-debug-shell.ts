/** The debug shell of the fake VM: there are no namespaces to enter, but one can type into it and leave it. */
import { debugScript } from '../engine/terminals/debug-script.ts';
import type { FakeCommandContext } from './fake-shell.ts';

const prompt = 'debug:/# ';

/** `env` with the script that enters a container; with anything else it does nothing. */
export async function fakeDebugShell({ args, stdin, out }: FakeCommandContext): Promise<number> {
  if (args.at(-1) !== debugScript) return 0;
  out(prompt);
  let line = '';
  for await (const chunk of stdin) {
    for (const char of chunk.toString()) {
      if (char !== '\r') {
        line += char;
        out(char);
        continue;
      }
      out('\r\n');
      const [name, value] = line.trim().split(/\s+/);
      line = '';
      if (name === 'exit') return Number(value ?? 0);
      if (name === 'ls') out('dev   etc   hello proc  sys\r\n');
      else if (name === 'ps') out('PID   USER     COMMAND\r\n    1 root     /hello\r\n');
      else if (name !== undefined && name !== '') out(`sh: ${name}: not found\r\n`);
      out(prompt);
    }
  }
  return 0;
}
