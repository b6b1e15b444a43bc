/** Which program shall run in the container, as whom, and where. */
import { useCallback, useId, useState, type ChangeEvent } from 'react';
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import { quote } from '../../../main/contract/docker-command.ts';
import { inertText } from '../../format.ts';
import { useAnswer, type Ask } from '../../stores/answer.ts';
import { useText, type Say } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { CommandLine } from '../../ui/command-line.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { readExecForm, type ExecForm } from './exec-form.ts';
import { beginTerminal } from './terminals.ts';
import { wishCommand } from './wish.ts';

export function ExecDialog({
  container,
  onClose,
}: {
  readonly container: ContainerSummary;
  readonly onClose: () => void;
}) {
  const say = useText();
  const list = useId();
  const { id, name } = container;
  const ask = useCallback<Ask<{ paths: string[] }>>(
    (client, options) => client['container.shells']({ id }, options),
    [id],
  );
  const paths = useAnswer(ask).value?.paths;
  const [form, setForm] = useState<ExecForm>({ program: '', user: '', workdir: '' });
  const [tried, setTried] = useState(false);
  const { wish, faults } = readExecForm(form);
  const fault = (key: keyof ExecForm) => {
    const found = tried ? faults[key] : undefined;
    return found === undefined ? undefined : say(found);
  };
  const submit = () => {
    setTried(true);
    if (Object.keys(faults).length > 0) return;
    onClose();
    beginTerminal(id, wish);
  };
  const field = (key: keyof ExecForm) => ({
    label: say(`terminal.choose.${key}`),
    value: form[key],
    error: fault(key),
    onChange: (event: ChangeEvent<HTMLInputElement>) => setForm({ ...form, [key]: event.target.value }),
  });
  const command = wishCommand(
    { wish: { ...wish, command: wish.command ?? paths?.slice(0, 1) ?? ['sh'] } },
    name,
  );
  return (
    <Dialog
      title={say('terminal.choose.title', { name: inertText(name) })}
      onClose={onClose}
      onSubmit={submit}
      foot={
        <>
          <Button onClick={onClose}>{say('cancel')}</Button>
          <Button kind="primary" type="submit">
            {say('terminal.choose.submit')}
          </Button>
        </>
      }
    >
      <Field
        {...field('program')}
        mono
        data-first-focus
        list={list}
        placeholder={inertText(paths?.[0] ?? 'sh')}
        hint={programHint(say, paths)}
      />
      <datalist id={list}>
        {paths?.map((path) => (
          <option key={path} value={quote(path)} />
        ))}
      </datalist>
      <Field {...field('user')} mono placeholder="1000:1000" hint={say('terminal.choose.user.hint')} />
      <Field {...field('workdir')} mono placeholder="/tmp" hint={say('terminal.choose.workdir.hint')} />
      {command !== undefined && <CommandLine command={command} />}
    </Dialog>
  );
}

function programHint(say: Say, paths: readonly string[] | undefined): string {
  if (paths === undefined) return say('terminal.choose.program.hint');
  if (paths.length === 0) return say('terminal.noShell');
  return say('terminal.choose.program.found', { paths: paths.map((path) => inertText(path)).join(', ') });
}
