/** `npm run check`: everything that can be said of the sources without running them, and the architecture's rules. */
import { runChecks } from './checks.ts';

const failed = (await runChecks()).filter((one) => !one.passed);
if (failed.length > 0) {
  process.stderr.write(`check: ${failed.map((one) => one.name).join(', ')} failed, see above\n`);
  process.exitCode = 1;
}
