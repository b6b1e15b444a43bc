/** What can be asked about terminals in containers. `guest.write`, `guest.resize` and `guest.end` reach them all. */
import * as v from 'valibot';
import { reference } from '../engine-model.ts';
import { call, stream } from '../rpc.ts';
import { runOptions } from '../run-options.ts';
import { attachItem, debugItem, shells } from '../terminal-model.ts';
import { terminalSize } from './words.ts';

export const terminalsEntries = {
  /** Which shells are in its files; it need not run. Throws `container.gone`. */
  'container.shells': call(v.strictObject({ id: reference }), shells),
  /** Makes a container and doesn't start it, so that `container.attach` hears it from its first word on. */
  'container.create': call(runOptions, v.object({ id: v.string() })),
  /**
   * Joins its main process; leaving the stream lets that go on. With `start` the container is started once one listens,
   * and taken away again when it can't be. Throws `container.notRunning`, `container.gone`.
   */
  'container.attach': stream(
    v.strictObject({ id: reference, start: v.exactOptional(v.literal(true)), ...terminalSize }),
    attachItem,
  ),
  /** A shell of the VM's own in its namespaces. Throws `container.notRunning`, `container.paused`, `vm.notRunning`. */
  'container.debug': stream(v.strictObject({ id: reference, ...terminalSize }), debugItem),
};
