/** How a container's state and its ports look, in the list and on its page. */
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import type { PortForward } from '../../../main/contract/model.ts';
import { describeError } from '../../../main/contract/errors.ts';
import { inertText } from '../../format.ts';
import { useCore } from '../../stores/core.ts';
import { useUi } from '../../stores/ui.ts';
import { useLanguage, useText } from '../../text.ts';
import type { Tone } from '../machine/machine.ts';

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

/** The published ports, each a link to what answers there. */
export function Ports({ container }: { readonly container: ContainerSummary }) {
  const forwards = useCore((state) => state.ports) ?? [];
  const own = forwards.filter((one) => one.container.id === container.id);
  return (
    <span className="ports">
      {own.map((forward) => (
        <Port key={`${forward.hostAddress}:${forward.hostPort}/${forward.protocol}`} forward={forward} />
      ))}
    </span>
  );
}

function Port({ forward }: { readonly forward: PortForward }) {
  const say = useText();
  const language = useLanguage();
  const { hostPort, guestPort, protocol, state } = forward;
  const text = protocol === 'tcp' ? `${hostPort}` : `${hostPort}/${protocol}`;
  if (state.kind === 'failed') {
    return (
      <span className="tag tag--warn" title={inertText(describeError(state.error, language).what)}>
        {text}
      </span>
    );
  }
  if (protocol !== 'tcp' || state.kind === 'opening') return <span className="muted">{text}</span>;
  return (
    <a
      href={`http://localhost:${hostPort}`}
      target="_blank"
      rel="noopener noreferrer"
      title={say('port.open', { port: String(hostPort), to: String(guestPort) })}
    >
      {text}
    </a>
  );
}
