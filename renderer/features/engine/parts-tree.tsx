/** The engine's parts as a tree: who talks to whom, and who holds what. */
import type { ReactNode } from 'react';
import type { EngineParts } from '../../../main/contract/engine-pages-model.ts';
import { inertText } from '../../format.ts';
import { useText } from '../../text.ts';

/** Shims that are drawn. */
const mostShown = 50;

interface NodeProps {
  readonly name: string;
  readonly pid?: number | undefined;
  readonly note?: string;
  readonly children?: ReactNode;
}

function Part({ name, pid, note, children }: NodeProps) {
  const say = useText();
  return (
    <li>
      <span className="parts__name plain">{inertText(name)}</span>{' '}
      {pid !== undefined && <span className="parts__pid">{say('engine.pid', { pid: String(pid) })}</span>}{' '}
      {note !== undefined && <span className="muted plain">{inertText(note)}</span>}
      {children !== undefined && <ul>{children}</ul>}
    </li>
  );
}

export function PartsTree({
  parts,
  client,
}: {
  readonly parts: EngineParts;
  readonly client: string | undefined;
}) {
  const say = useText();
  const { dockerd, containerd, shims } = parts;
  const away = say('engine.parts.away');
  return (
    <section className="card card--wide" aria-label={say('engine.parts')}>
      <h3>{say('engine.parts')}</h3>
      <ul className="parts">
        <Part name={client === undefined ? 'docker' : `docker ${client}`} note={say('engine.parts.client')}>
          <Part name="dockerd" pid={dockerd?.pid} note={dockerd ? say('engine.parts.dockerd') : away}>
            <Part
              name="containerd"
              pid={containerd?.pid}
              note={containerd ? say('engine.parts.containerd') : away}
            >
              {shims.slice(0, mostShown).map(({ pid, name, processes }) => (
                <Part key={pid} name="containerd-shim" pid={pid} note={say('engine.parts.shim', { name })}>
                  {processes.map((one) => (
                    <Part key={one.pid} name={one.name} pid={one.pid} />
                  ))}
                </Part>
              ))}
              {shims.length > mostShown && (
                <li className="muted">{say('engine.parts.more', { count: shims.length - mostShown })}</li>
              )}
              <Part name="runc" note={say('engine.parts.runc')} />
            </Part>
          </Part>
        </Part>
      </ul>
    </section>
  );
}
