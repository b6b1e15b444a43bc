/** Puts a container into a network: with other names there, and an address of one's choice. */
import { useState } from 'react';
import { dockerCommand } from '../../../main/contract/docker-command.ts';
import { inertText } from '../../format.ts';
import { act } from '../../stores/act.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { CommandLine } from '../../ui/command-line.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogButtons } from '../../ui/dialog-buttons.tsx';
import { Field, SelectField } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import { useDialogTask } from '../../ui/use-dialog-task.ts';
import { addressFault, type Fault } from './create-form.ts';

/** A container or a network: what is asked for, and how it is called. */
interface Named {
  readonly id: string;
  readonly name: string;
}

interface ConnectProps {
  /** Several where it is to be chosen. */
  readonly networks: readonly Named[];
  readonly containers: readonly Named[];
  readonly onClose: (done: boolean) => void;
}

export function ConnectDialog({ networks: allNetworks, containers: allContainers, onClose }: ConnectProps) {
  const say = useText();
  // What there was to choose from; the lists behind the dialog go on changing.
  const [{ networks, containers }] = useState({ networks: allNetworks, containers: allContainers });
  const [network, setNetwork] = useState(networks[0]);
  const [container, setContainer] = useState(containers[0]);
  const [typed, setTyped] = useState({ aliases: '', ipv4: '', ipv6: '' });
  const { busy, error, run } = useDialogTask();
  const aliases = typed.aliases.split(/[\s,]+/).filter((one) => one !== '');
  const [ipv4, ipv6] = [typed.ipv4.trim(), typed.ipv6.trim()];
  const faults = { ipv4: addressFault(ipv4, 32), ipv6: addressFault(ipv6, 128) };
  const told = (fault: Fault | undefined) => (fault === undefined ? undefined : say(fault.key, fault.values));
  const wish = {
    ...(aliases.length === 0 ? {} : { aliases }),
    ...(ipv4 === '' ? {} : { ipv4 }),
    ...(ipv6 === '' ? {} : { ipv6 }),
  };
  if (network === undefined || container === undefined) {
    return (
      <Dialog
        title={say('network.connect')}
        onClose={() => onClose(false)}
        foot={<Button onClick={() => onClose(false)}>{say('close')}</Button>}
      >
        <p>{say(network === undefined ? 'network.connect.noNetwork' : 'network.connect.noContainer')}</p>
      </Dialog>
    );
  }
  const names = { network: network.name, container: container.name };
  const command = { kind: 'network.connect', ...names, ...wish } as const;
  const submit = async () => {
    if (faults.ipv4 !== undefined || faults.ipv6 !== undefined) return;
    const done = await run((onError) =>
      act({ command, onError }, (client) =>
        client['network.connect']({ id: network.id, container: container.id, ...wish }),
      ),
    );
    if (done) onClose(true);
  };
  return (
    <Dialog
      title={say('network.connect')}
      onClose={() => onClose(false)}
      onSubmit={() => void submit()}
      foot={<DialogButtons submit={say('network.connect')} disabled={busy} onCancel={() => onClose(false)} />}
    >
      <Chosen label={say('column.container')} all={containers} chosen={container} onChange={setContainer} />
      <Chosen label={say('column.network')} all={networks} chosen={network} onChange={setNetwork} />
      <Field
        label={say('network.aliases')}
        hint={say('network.aliases.hint')}
        placeholder="db, database"
        mono
        value={typed.aliases}
        onChange={(event) => setTyped({ ...typed, aliases: event.target.value })}
      />
      <div className="networks__addresses">
        <Field
          label={say('network.address4')}
          mono
          value={typed.ipv4}
          error={told(faults.ipv4)}
          onChange={(event) => setTyped({ ...typed, ipv4: event.target.value })}
        />
        <Field
          label={say('network.address6')}
          mono
          value={typed.ipv6}
          error={told(faults.ipv6)}
          onChange={(event) => setTyped({ ...typed, ipv6: event.target.value })}
        />
      </div>
      <span className="field__hint">{say('network.address.hint')}</span>
      <CommandLine command={dockerCommand(command)} />
      {error !== undefined && <ErrorNote error={error} />}
    </Dialog>
  );
}

/** A choice; what there is but one of isn't asked for. */
function Chosen({
  label,
  all,
  chosen,
  onChange,
}: {
  readonly label: string;
  readonly all: readonly Named[];
  readonly chosen: Named;
  readonly onChange: (one: Named | undefined) => void;
}) {
  if (all.length === 1) return null;
  return (
    <SelectField
      label={label}
      value={chosen.id}
      data-first-focus
      onChange={(event) => onChange(all.find(({ id }) => id === event.target.value))}
    >
      {all.map(({ id, name }) => (
        <option key={id} value={id}>
          {inertText(name)}
        </option>
      ))}
    </SelectField>
  );
}

interface DisconnectProps {
  readonly network: Named;
  readonly container: Named;
  readonly onClose: (done: boolean) => void;
}

export function DisconnectDialog({ network, container, onClose }: DisconnectProps) {
  const say = useText();
  const names = { network: inertText(network.name), container: inertText(container.name) };
  return (
    <Confirm
      title={say('network.disconnect.title', names)}
      confirm={say('network.disconnect')}
      command={{ kind: 'network.disconnect', network: network.name, container: container.name }}
      task={(client) => client['network.disconnect']({ id: network.id, container: container.id })}
      onClose={onClose}
    >
      <p>{say('network.disconnect.text')}</p>
    </Confirm>
  );
}
