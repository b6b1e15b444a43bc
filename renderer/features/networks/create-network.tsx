/** The dialog for a new network: a name is enough, everything else can be said. */
import { useState, type ReactNode } from 'react';
import { dockerCommand } from '../../../main/contract/docker-command.ts';
import { act } from '../../stores/act.ts';
import { useText } from '../../text.ts';
import { CommandLine } from '../../ui/command-line.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogButtons } from '../../ui/dialog-buttons.tsx';
import { Check, Field, SelectField, TextField } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import { useDialogTask } from '../../ui/use-dialog-task.ts';
import { emptyNetwork, networkDrivers, networkFaults, newNetwork, type NetworkForm } from './create-form.ts';

export function CreateNetwork({ onClose }: { readonly onClose: () => void }) {
  const say = useText();
  const [form, setForm] = useState(emptyNetwork);
  const [tried, setTried] = useState(false);
  const { busy, error, run } = useDialogTask();
  const faults = networkFaults(form);
  const wish = newNetwork(form);
  const command = { kind: 'network.create', ...wish } as const;
  const set = (change: Partial<NetworkForm>) => setForm((now) => ({ ...now, ...change }));
  const fault = (field: keyof NetworkForm) => {
    const found = faults[field];
    // A name that is not there yet is no fault of somebody who has just begun.
    if (found === undefined || (field === 'name' && !tried)) return undefined;
    return say(found.key, found.values);
  };
  const input = (field: 'subnet' | 'gateway' | 'ipRange' | 'subnet6' | 'gateway6', example: string) => (
    <Field
      label={say(`network.${field}`)}
      placeholder={example}
      mono
      value={form[field]}
      error={fault(field)}
      onChange={(event) => set({ [field]: event.target.value })}
    />
  );
  const submit = async () => {
    setTried(true);
    if (Object.keys(faults).length > 0) return;
    const { pools, options, labels, ...rest } = wish;
    const lists = {
      ...(pools === undefined ? {} : { pools: [...pools] }),
      ...(options === undefined ? {} : { options: [...options] }),
      ...(labels === undefined ? {} : { labels: [...labels] }),
    };
    const done = await run((onError) =>
      act({ command, onError }, (client) => client['network.create']({ ...rest, ...lists })),
    );
    if (done) onClose();
  };
  return (
    <Dialog
      title={say('network.create')}
      onClose={onClose}
      onSubmit={() => void submit()}
      foot={<DialogButtons submit={say('create')} disabled={busy} onCancel={onClose} />}
    >
      <Field
        label={say('column.name')}
        value={form.name}
        data-first-focus
        error={fault('name')}
        onChange={(event) => set({ name: event.target.value })}
      />
      <SelectField
        label={say('column.driver')}
        hint={say(`network.driver.${form.driver}`)}
        value={form.driver}
        onChange={(event) =>
          set({ driver: networkDrivers.find((one) => one === event.target.value) ?? 'bridge' })
        }
      >
        {networkDrivers.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </SelectField>
      <Addresses hint={say('network.subnet.hint')}>
        {input('subnet', '172.30.0.0/16')}
        {input('gateway', '172.30.0.1')}
        {input('ipRange', '172.30.5.0/24')}
      </Addresses>
      <Check
        label={say('network.ipv6')}
        checked={form.ipv6}
        onChange={(event) => set({ ipv6: event.target.checked })}
      />
      {form.ipv6 && (
        <Addresses hint={say('network.subnet.hint')}>
          {input('subnet6', 'fd00:77::/64')}
          {input('gateway6', 'fd00:77::1')}
        </Addresses>
      )}
      <Check
        label={say('network.internal')}
        hint={say('network.internal.hint')}
        checked={form.internal}
        onChange={(event) => set({ internal: event.target.checked })}
      />
      <Check
        label={say('network.attachable')}
        hint={say('network.attachable.hint')}
        checked={form.attachable}
        onChange={(event) => set({ attachable: event.target.checked })}
      />
      <TextField
        label={say('network.options')}
        hint={say('network.options.hint')}
        placeholder="com.docker.network.bridge.enable_icc=false"
        rows={2}
        value={form.options}
        error={fault('options')}
        onChange={(event) => set({ options: event.target.value })}
      />
      <TextField
        label={say('network.labels')}
        placeholder="team=shop"
        rows={2}
        value={form.labels}
        error={fault('labels')}
        onChange={(event) => set({ labels: event.target.value })}
      />
      {wish.name !== '' && <CommandLine command={dockerCommand(command)} />}
      {error !== undefined && <ErrorNote error={error} />}
    </Dialog>
  );
}

function Addresses({ hint, children }: { readonly hint: string; readonly children: ReactNode }) {
  return (
    <div>
      <div className="networks__addresses">{children}</div>
      <span className="field__hint">{hint}</span>
    </div>
  );
}
