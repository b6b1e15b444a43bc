/** A start that is cut short leaves nothing behind, wherever it was. */
import { afterAll, expect, test } from 'vitest';
import { isCancel } from '../../main/contract/errors.ts';
import { startList } from '../../main/core/vm/start-steps.ts';
import { bootSeconds } from './home.ts';
import { openCore, ownHome, removeAfterwards, stopSharedVm } from './own-home.ts';
import { limit } from './pace.ts';
import { emulatorsOf } from './processes.ts';

stopSharedVm();
const home = await ownHome();
removeAfterwards(home);
const core = await openCore(home);
afterAll(() => core.close(), limit(40));
const size = { cpus: 2, memoryMiB: 2048 };

for (const { name } of startList) {
  test(
    `a start is cancelled at its step "${name}"`,
    async () => {
      const controller = new AbortController();
      const stop = core.app.state.subscribe((state) => {
        if (state.kind === 'starting' && state.step === name) controller.abort();
      });
      const outcome = await core.client['vm.start'](size, { signal: controller.signal }).then(
        () => 'started',
        (error: unknown) => (isCancel(error) || controller.signal.aborted ? 'cancelled' : error),
      );
      stop();
      expect(outcome).toBe('cancelled');
      // The answer to a cancelled call comes at once; the core takes back what was begun.
      await core.client['vm.stop']();
      expect(core.app.state.value.kind).toBe('stopped');
      expect(await emulatorsOf(home.facts.home)).toEqual([]);
    },
    limit(bootSeconds),
  );
}

test(
  'after all that, a start succeeds',
  async () => {
    await core.client['vm.start'](size);
    expect(core.app.state.value.kind).toBe('running');
    expect(await home.docker('info', '-f', '{{.Driver}}')).toBe('overlay2');
    await core.client['vm.stop']();
    expect(core.app.state.value.kind).toBe('stopped');
    expect(await emulatorsOf(home.facts.home)).toEqual([]);
  },
  limit(bootSeconds + 30),
);
