/** What can be asked about the machine, its settings and the core itself. */
import * as v from 'valibot';
import { vmUsage } from '../engine-model.ts';
import { call, stream } from '../rpc.ts';
import { settings, settingsPatch, status, vmState } from '../schemas.ts';
import { base64, done, nothing, positive, sessionId, sessionItem, terminalSize } from './words.ts';

const vmOptions = v.strictObject({ cpus: v.exactOptional(positive), memoryMiB: v.exactOptional(positive) });

const sessionOptions = v.strictObject({
  /** Program and arguments; a login shell when left out. */
  argv: v.exactOptional(v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(1000))),
  /** A terminal of this size; plain pipes when left out. */
  pty: v.exactOptional(v.strictObject({ term: v.pipe(v.string(), v.maxLength(64)), ...terminalSize })),
});

const changedSettings = v.object({
  settings,
  /** Keys whose new values count from the VM's next start on. */
  restartNeeded: v.array(v.string()),
});

export const machineEntries = {
  /** Boots the VM and returns when the engine answers. The options count for this start only. */
  'vm.start': call(vmOptions, done),
  'vm.stop': call(nothing, done),
  'vm.restart': call(vmOptions, done),
  /** Stops the VM and removes its disks: images, containers and volumes are gone. */
  'vm.delete': call(nothing, done),
  'vm.watch': stream(nothing, vmState),
  status: call(nothing, status),
  /** Where docker finds the engine, as a value for DOCKER_HOST. */
  env: call(nothing, v.object({ dockerHost: v.string() })),
  'settings.get': call(nothing, changedSettings),
  'settings.set': call(settingsPatch, changedSettings),
  /** A session in the guest; leaving the stream ends it. */
  'guest.session': stream(sessionOptions, sessionItem),
  /** Returns when the session took the bytes, so that a slow program slows its writer. */
  'guest.write': call(v.strictObject({ id: sessionId, data: base64 }), done),
  'guest.resize': call(v.strictObject({ id: sessionId, ...terminalSize }), done),
  /** Ends the session's input; what it still puts out comes. */
  'guest.end': call(v.strictObject({ id: sessionId }), done),
  'settings.watch': stream(nothing, settings),
  /** How busy the VM is, every two seconds. */
  'vm.usage': stream(nothing, vmUsage),
  /** The last lines of a log; with `follow`, the later ones too. */
  logs: stream(
    v.strictObject({
      source: v.picklist(['app', 'vm', 'engine']),
      follow: v.boolean(),
      lines: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000)),
    }),
    v.object({ line: v.string() }),
  ),
  /** Where the user's files are on the computer of the core: a window may be a browser, which doesn't know. */
  'host.folders': call(nothing, v.object({ home: v.string(), downloads: v.string() })),
  'core.info': call(nothing, v.object({ pid: v.number(), version: v.string(), startedAt: v.number() })),
  /** An address that lets a browser in, once and soon; null when the core serves no window. */
  'window.address': call(nothing, v.object({ url: v.nullable(v.string()) })),
  /** Stops what the core started, then ends the core. */
  'core.quit': call(nothing, done),
};
