/** The ports of one container: what leads to it, and what could. */
import { Plus } from 'lucide-react';
import { useMemo } from 'react';
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import { inertText } from '../../format.ts';
import { useCore } from '../../stores/core.ts';
import { useUi } from '../../stores/ui.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { PortList, useDetected } from './port-list.tsx';
import { exposedPorts, withoutForwarded } from './rows.ts';

export function ContainerPorts({ container }: { readonly container: ContainerSummary }) {
  const say = useText();
  const ports = useCore((state) => state.ports);
  const detected = useDetected();
  const { name } = container;
  const own = useMemo(() => (ports ?? []).filter((one) => one.target.container === name), [ports, name]);
  const found = useMemo(() => {
    const listens = (detected.value ?? []).filter((one) => one.target.container === name);
    return [...listens, ...withoutForwarded(exposedPorts(container), listens)];
  }, [detected.value, container, name]);
  return (
    <>
      <div className="tools">
        <span className="muted tools__text">{say('ports.container')}</span>
        <Button icon={Plus} onClick={() => useUi.setState({ portContainer: name })}>
          {say('ports.add')}
        </Button>
      </div>
      <PortList
        label={say('ports.of', { name: inertText(name) })}
        forwards={own}
        detected={{ ...detected, value: found }}
        none={say('ports.container.none')}
      />
    </>
  );
}
