/** How a container's state and its ports look, in the list and on its page. */
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import { describeError } from '../../../main/contract/errors.ts';
import { inertText } from '../../format.ts';
import { useCore } from '../../stores/core.ts';
import { useUi } from '../../stores/ui.ts';
import { useLanguage, useText } from '../../text.ts';
import type { Tone } from '../machine/machine.ts';
import { portRows, urlOf, type PortRow } from '../ports/rows.ts';

export function containerTone({ state, status }: ContainerSummary): Tone {
  switch (state) {
    case 'running':
      return status.includes('(unhealthy)') ? 'bad' : 'good';
    case 'paused':
      return 'warn';
    case 'restarting':
    case 'removing':
      return 'busy';
    case 'dead':
      return 'bad';
    case 'exited':
      return status.startsWith('Exited (0)') ? 'off' : 'bad';
    case 'created':
      return 'off';
  }
}

export function ContainerState({ container }: { readonly container: ContainerSummary }) {
  const say = useText();
  const busy = useUi((state) => state.busy[container.id] === true);
  return (
    <span className={`state state--${busy ? 'busy' : containerTone(container)}`}>
      {say(`container.state.${container.state}`)}
    </span>
  );
}

/** Ports that lead to it, each a link to what answers there. */
export function Ports({ container }: { readonly container: ContainerSummary }) {
  const forwards = useCore((state) => state.ports) ?? [];
  const own = forwards.filter(
    ({ target, state }) => target.container === container.name && state !== 'closed',
  );
  return (
    <span className="ports">
      {portRows(own).map((row) => (
        <Port key={row.key} row={row} />
      ))}
    </span>
  );
}

function Port({ row }: { readonly row: PortRow }) {
  const say = useText();
  const language = useLanguage();
  const { hostPort, protocol, target, error } = row.worst;
  const text = protocol === 'tcp' ? `${hostPort}` : `${hostPort}/${protocol}`;
  if (error !== undefined) {
    return (
      <span className="tag tag--warn" title={inertText(describeError(error, language).what)}>
        {text}
      </span>
    );
  }
  const url = urlOf(row);
  if (url === undefined) return <span className="muted">{text}</span>;
  return (
    <a
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      title={say('port.open', { address: inertText(row.address), to: String(target.port) })}
    >
      {text}
    </a>
  );
}
