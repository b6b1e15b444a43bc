/** The calls that start, hold, end and remove containers. */
import type { Engine } from './engine.ts';
import { Fault } from './fault.ts';
import { isOn } from './fields.ts';
import { sendJson, sendNothing, type Call } from './http.ts';
import { containerEvent, ended, isUp, remove, start, stop, whenEnded } from './life.ts';
import { findContainer, needRunning } from './lookup.ts';

/** `POST /containers/{id}/start` */
export function startContainer(engine: Engine, call: Call, name: string): void {
  const container = findContainer(engine, name);
  if (container.state === 'running') return sendNothing(call, 304);
  start(engine, container);
  sendNothing(call);
}

/** `POST /containers/{id}/stop`, answered when it has stopped. */
export function stopContainer(engine: Engine, call: Call, name: string): void {
  const container = findContainer(engine, name);
  if (!isUp(container)) return sendNothing(call, 304);
  stop(engine, container);
  whenEnded(engine, container, call.gone, () => sendNothing(call));
}

/** `POST /containers/{id}/restart` */
export function restartContainer(engine: Engine, call: Call, name: string): void {
  const container = findContainer(engine, name);
  const again = () => {
    try {
      start(engine, container);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return sendJson(call, error.status, { message: error.message });
    }
    containerEvent(engine, container, 'restart');
    sendNothing(call);
  };
  if (!isUp(container)) return again();
  stop(engine, container);
  // It ends first, also for whoever else waits for that.
  whenEnded(engine, container, engine.ending, () => void engine.timers.after(0, again));
}

const signals: Readonly<Record<string, number>> = {
  ...{ HUP: 1, INT: 2, QUIT: 3, ABRT: 6, KILL: 9, USR1: 10, SEGV: 11, USR2: 12, TERM: 15, WINCH: 28 },
};

/** `POST /containers/{id}/kill?signal=` */
export function killContainer(engine: Engine, call: Call, name: string): void {
  const container = findContainer(engine, name);
  const asked = call.query.get('signal') || 'KILL';
  const short = asked.toUpperCase().replace(/^SIG/, '');
  const number = /^\d+$/.test(asked)
    ? Number(asked)
    : Object.hasOwn(signals, short)
      ? signals[short]
      : undefined;
  if (number === undefined || number < 1 || number > 64) {
    throw new Fault(400, `invalid signal: ${asked.slice(0, 40)}`);
  }
  if (!isUp(container)) {
    throw new Fault(409, `cannot kill container: ${name}: container ${container.id} is not running`);
  }
  containerEvent(engine, container, 'kill', { signal: String(number) });
  // Of the signals, these end a program that doesn't care.
  if ([2, 3, 6, 9, 11, 15].includes(number)) ended(engine, container, 128 + number, 'stopped');
  sendNothing(call);
}

/** `POST /containers/{id}/pause` */
export function pauseContainer(engine: Engine, call: Call, name: string): void {
  const container = findContainer(engine, name);
  needRunning(container);
  if (container.state === 'paused') throw new Fault(409, `container ${container.id} is already paused`);
  container.state = 'paused';
  container.pausedAt = engine.now();
  containerEvent(engine, container, 'pause');
  sendNothing(call);
}

/** `POST /containers/{id}/unpause` */
export function unpauseContainer(engine: Engine, call: Call, name: string): void {
  const container = findContainer(engine, name);
  if (container.state !== 'paused') throw new Fault(409, `Container ${container.id} is not paused`);
  container.state = 'running';
  container.pausedAt = undefined;
  containerEvent(engine, container, 'unpause');
  sendNothing(call);
}

/** `DELETE /containers/{id}?v&force` */
export function deleteContainer(engine: Engine, call: Call, name: string): void {
  const container = findContainer(engine, name);
  if (isUp(container)) {
    if (!isOn(call.query.get('force'))) {
      const way =
        container.state === 'paused'
          ? 'container is paused and must be unpaused first'
          : `container is ${container.state}: stop the container before removing or force remove`;
      throw new Fault(409, `cannot remove container "${name}": ${way}`);
    }
    containerEvent(engine, container, 'kill', { signal: '9' });
    ended(engine, container, 137, 'stopped');
  }
  // One that removes itself at its end is gone by now.
  if (engine.containers.has(container.id)) remove(engine, container, isOn(call.query.get('v')));
  sendNothing(call);
}
