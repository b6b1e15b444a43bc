/** The form for a forward of one's own, with the command that it comes to. */
import { useId, useState } from 'react';
import { portCommand, type PortAction } from '../../../main/contract/port-command.ts';
import { inertText } from '../../format.ts';
import { act } from '../../stores/act.ts';
import { useCore } from '../../stores/core.ts';
import { useUi } from '../../stores/ui.ts';
import { useText } from '../../text.ts';
import { CommandLine } from '../../ui/command-line.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogButtons } from '../../ui/dialog-buttons.tsx';
import { Check, Field, SelectField } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import { useDialogTask } from '../../ui/use-dialog-task.ts';
import { choosable, readAddForm, type AddForm } from './add-form.ts';

export function AddPortDialog({ container: given }: { readonly container: string }) {
  const say = useText();
  const known = useId();
  const containers = useCore((state) => state.containers);
  const items = containers?.kind === 'ready' ? containers.items : [];
  const names = choosable(items.map(({ name }) => name));
  const [form, setForm] = useState<AddForm>({
    ...{ hostPort: '', container: given, port: '', protocol: 'tcp', lan: false },
  });
  const [tried, setTried] = useState(false);
  const { busy, error, run } = useDialogTask();
  const close = () => useUi.setState({ portContainer: undefined });
  const put = (change: Partial<AddForm>) => setForm({ ...form, ...change });
  const { forward, faults } = readAddForm(form);
  const fault = (key: 'hostPort' | 'port') => {
    const found = tried ? faults[key] : undefined;
    return found === undefined ? undefined : say(found);
  };
  const container = form.container === '' ? {} : { container: form.container };
  const action: PortAction | undefined = forward && { kind: 'port.add', forward, ...container };
  const submit = async () => {
    setTried(true);
    if (action === undefined || forward === undefined) return;
    const done = await run((onError) =>
      act({ command: portCommand(action), onError }, (client) =>
        client['port.add']({ ...forward, ...container }),
      ),
    );
    if (done) close();
  };
  const exposed = items.find(({ name }) => name === form.container)?.ports ?? [];
  return (
    <Dialog
      title={say('ports.add')}
      onClose={close}
      onSubmit={() => void submit()}
      foot={<DialogButtons submit={say('ports.forward')} disabled={busy} onCancel={close} />}
    >
      <Field
        label={say('ports.hostPort')}
        inputMode="numeric"
        placeholder="8080"
        value={form.hostPort}
        data-first-focus
        error={fault('hostPort')}
        onChange={(event) => put({ hostPort: event.target.value })}
      />
      <SelectField
        label={say('ports.column.target')}
        hint={say('ports.add.hint')}
        value={form.container}
        onChange={(event) => put({ container: event.target.value })}
      >
        <option value="">{say('ports.machine')}</option>
        {names.map((name) => (
          <option key={name} value={name}>
            {inertText(name)}
          </option>
        ))}
      </SelectField>
      <div className="pair">
        <Field
          label={say('ports.portThere')}
          inputMode="numeric"
          placeholder="80"
          value={form.port}
          list={known}
          error={fault('port')}
          onChange={(event) => put({ port: event.target.value })}
        />
        <SelectField
          label={say('run.port.protocol')}
          value={form.protocol}
          onChange={(event) => put({ protocol: event.target.value === 'udp' ? 'udp' : 'tcp' })}
        >
          <option value="tcp">TCP</option>
          <option value="udp">UDP</option>
        </SelectField>
      </div>
      <datalist id={known}>
        {[...new Set(exposed.map((one) => one.containerPort))].map((port) => (
          <option key={port} value={port} />
        ))}
      </datalist>
      <Check
        label={say('ports.add.lan')}
        hint={say('ports.add.lan.hint')}
        checked={form.lan}
        onChange={(event) => put({ lan: event.target.checked })}
      />
      {action !== undefined && <CommandLine command={portCommand(action)} />}
      {error !== undefined && <ErrorNote error={error} />}
    </Dialog>
  );
}
