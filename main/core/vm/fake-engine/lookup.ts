/** Finding a container by what people type. */
import type { Engine } from './engine.ts';
import { Fault } from './fault.ts';
import type { Container } from './model.ts';

/** By id, name, or the beginning of an id. Throws 404 for none, 400 for several. */
export function findContainer(engine: Engine, name: string): Container {
  const exact = engine.containers.get(name);
  if (exact !== undefined) return exact;
  const wanted = name.replace(/^\//, '');
  const all = [...engine.containers.values()];
  const named = all.find((container) => container.name === wanted);
  if (named !== undefined) return named;
  const begins = /^[0-9a-f]{1,64}$/.test(name) ? all.filter(({ id }) => id.startsWith(name)) : [];
  if (begins.length > 1) throw new Fault(400, `multiple IDs found with provided prefix: ${name}`);
  const [found] = begins;
  if (found === undefined) throw new Fault(404, `No such container: ${name.slice(0, 300)}`);
  return found;
}

/** Throws 409 unless it runs; a paused one does. */
export function needRunning(container: Container): void {
  if (container.state !== 'running' && container.state !== 'paused') {
    throw new Fault(409, `container ${container.id} is not running`);
  }
}
