/** What a row of the list of ports says: where it answers, where it leads, how it stands, what goes through. */
import { createContext, useContext } from 'react';
import { Link } from 'wouter';
import type { PortState, PortTraffic } from '../../../main/contract/model.ts';
import { bytesText, inertText } from '../../format.ts';
import { useCore } from '../../stores/core.ts';
import { useUi } from '../../stores/ui.ts';
import { useText } from '../../text.ts';
import type { Tone } from '../machine/machine.ts';
import { busyKey } from './port-actions.ts';
import { trafficOf, urlOf, type PortRow } from './rows.ts';

/** What goes through, apart from the rows: it is new every two seconds and they are not. */
export const TrafficContext = createContext<ReadonlyMap<string, PortTraffic>>(new Map());

const tones: Readonly<Record<PortState, Tone>> = {
  opening: 'busy',
  listening: 'good',
  failed: 'bad',
  waiting: 'off',
  closed: 'off',
  detected: 'off',
};

export function Endpoint({ row }: { readonly row: PortRow }) {
  const say = useText();
  const { name, lan, addresses, worst } = row;
  const url = urlOf(row);
  const text = inertText(name);
  const where = inertText(addresses.join(', '));
  if (worst.state === 'detected') {
    return (
      <>
        <div className="muted">
          <Place text={text} />
        </div>
        <div className="list__sub clip">{say('ports.onceForwarded')}</div>
      </>
    );
  }
  return (
    <>
      {url === undefined ? (
        <div className="list__name" title={text}>
          <Place text={text} />
        </div>
      ) : (
        <a
          className="list__name"
          // Its two parts would be read with a blank between them.
          aria-label={text}
          href={url}
          target="_blank"
          rel="noopener noreferrer"
          title={say('ports.open', { name: text })}
        >
          <Place text={text} />
        </a>
      )}
      <div className="list__sub clip tabular" title={where}>
        {lan && <span className="tag tag--warn">{say('ports.lan')}</span>} {where}
      </div>
    </>
  );
}

/** An address of which, where there is little room, the port is what stays. */
function Place({ text }: { readonly text: string }) {
  const at = text.lastIndexOf(':');
  return (
    <span className="place tabular">
      <span className="clip">{text.slice(0, at)}</span>
      <span>{text.slice(at)}</span>
    </span>
  );
}

export function Target({ row }: { readonly row: PortRow }) {
  const say = useText();
  const { container, port } = row.worst.target;
  const { protocol } = row.worst;
  const id = useCore(({ containers }) =>
    containers?.kind === 'ready' ? containers.items.find((one) => one.name === container)?.id : undefined,
  );
  const name = container === undefined ? say('ports.machine') : inertText(container);
  return (
    <>
      {id === undefined ? (
        <div className="clip plain" title={name}>
          {name}
        </div>
      ) : (
        <Link href={`/containers/${encodeURIComponent(id)}`} className="list__name clip plain" title={name}>
          {name}
        </Link>
      )}
      <div className="list__sub clip tabular">{say('ports.port', { port: `${port}/${protocol}` })}</div>
    </>
  );
}

export function State({ row }: { readonly row: PortRow }) {
  const say = useText();
  const busy = useUi(({ busy: all }) => all[busyKey(row)] === true);
  const { state, source, movedFrom } = row.worst;
  const word = say(`ports.state.${state}`);
  const from =
    movedFrom === undefined
      ? say(`ports.source.${source}`)
      : say('ports.movedFrom', { source: say(`ports.source.${source}`), port: String(movedFrom) });
  return (
    <>
      <div className={`state state--${busy ? 'busy' : tones[state]} state--wrap`}>{word}</div>
      {state !== 'detected' && (
        <div className="list__sub clip" title={from}>
          {from}
        </div>
      )}
    </>
  );
}

export function Traffic({ row }: { readonly row: PortRow }) {
  const say = useText();
  const traffic = trafficOf(row, useContext(TrafficContext));
  if (traffic === undefined || row.worst.state !== 'listening') return null;
  const { connections: n, bytesIn, bytesOut } = traffic;
  const bytes =
    bytesIn === undefined && bytesOut === undefined
      ? undefined
      : say('ports.bytes', { in: bytesText(bytesIn ?? 0), out: bytesText(bytesOut ?? 0) });
  return (
    <>
      <div className="clip tabular">
        {say(row.worst.protocol === 'tcp' ? 'ports.connections' : 'ports.clients', { n })}
      </div>
      {bytes !== undefined && (
        <div className="list__sub clip tabular" title={bytes}>
          {bytes}
        </div>
      )}
    </>
  );
}
