import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { mountShare } from './mount.ts';
test('try', async () => {
  const m = await mountShare(['luajit']);
  try {
    const sh = (script: string) =>
      new Promise<string>((resolve, reject) => {
        import('node:child_process').then(({ execFile }) =>
          execFile('sh', ['-c', 'cd "$0" && ' + script, m.seen], (e, out, err) =>
            e ? reject(new Error(err + e.message)) : resolve(out),
          ),
        );
      });
    console.log(
      await sh(
        'echo hello > a; cat a; ls -la; mkdir d; mv a d/b; cat d/b; ln -s b d/l; cat d/l; ls -la d; stat d/b; df . ; echo x >> d/b; wc d/b; rm -r d; ls',
      ),
    );
    console.log(
      await sh(
        'time -p dd if=/dev/zero of=big bs=1M count=256 conv=fsync 2>&1; time -p dd if=big of=/dev/null bs=1M 2>&1; rm big; mkdir t; time -p sh -c "i=0; while [ \\$i -lt 2000 ]; do echo \\$i > t/\\$i; i=\\$((i+1)); done" 2>&1; ls t | wc -l; time -p sh -c "cat t/* | wc -c" 2>&1; time -p rm -r t 2>&1',
      ),
    );
  } finally {
    await m.close();
  }
}, 60000);
