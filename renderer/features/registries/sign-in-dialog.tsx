/** Signing in to a registry, or only putting it on the list. The password goes to the core and is shown nowhere. */
import { useState } from 'react';
import { dockerCommand } from '../../../main/contract/docker-command.ts';
import { dockerHub, isRegistryHost } from '../../../main/contract/image-reference.ts';
import { act } from '../../stores/act.ts';
import { useText } from '../../text.ts';
import { CommandLine } from '../../ui/command-line.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogButtons } from '../../ui/dialog-buttons.tsx';
import { Field } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import { useDialogTask } from '../../ui/use-dialog-task.ts';

export function SignInDialog({
  host: given,
  onClose,
}: {
  /** Undefined for a registry that isn't on the list yet. */
  readonly host: string | undefined;
  readonly onClose: () => void;
}) {
  const say = useText();
  const [typed, setTyped] = useState({ host: given ?? '', username: '', password: '' });
  const [tried, setTried] = useState(false);
  const { busy, error, run } = useDialogTask();
  const host = hostOf(typed.host);
  const username = typed.username.trim();
  const { password } = typed;
  // A registry that anybody may use is added without a name.
  const anybody = given === undefined && username === '' && password === '';
  const wrong = {
    host: isRegistryHost(host) ? undefined : say('registry.host.wrong'),
    username: username === '' && !anybody ? say('registry.username.missing') : undefined,
    password: password === '' && !anybody ? say('registry.password.missing') : undefined,
  };
  const submit = async () => {
    setTried(true);
    if (Object.values(wrong).some((one) => one !== undefined)) return;
    const done = await run((onError) =>
      anybody
        ? act({ onError }, (client) => client['registry.add']({ host }))
        : act({ command: { kind: 'registry.signIn', host, username }, onError }, (client) =>
            client['registry.signIn']({ host, username, password }),
          ),
    );
    if (done) onClose();
  };
  return (
    <Dialog
      title={say(given === undefined ? 'registry.add' : 'registry.signIn')}
      onClose={onClose}
      onSubmit={() => void submit()}
      foot={
        <DialogButtons
          submit={say(anybody ? 'registry.add.submit' : 'registry.signIn')}
          disabled={busy}
          onCancel={onClose}
        />
      }
    >
      <Field
        label={say('registry.host')}
        hint={say('registry.host.hint')}
        placeholder="registry.example.com:5000"
        mono
        value={typed.host}
        readOnly={given !== undefined}
        {...(given === undefined && { 'data-first-focus': true })}
        error={tried ? wrong.host : undefined}
        onChange={(event) => setTyped({ ...typed, host: event.target.value })}
      />
      <Field
        label={say('registry.username')}
        {...(given === undefined && { hint: say('registry.username.hint') })}
        value={typed.username}
        autoComplete="username"
        {...(given !== undefined && { 'data-first-focus': true })}
        error={tried ? wrong.username : undefined}
        onChange={(event) => setTyped({ ...typed, username: event.target.value })}
      />
      <Field
        label={say('registry.password')}
        hint={say('registry.password.hint')}
        type="password"
        autoComplete="current-password"
        value={password}
        error={tried ? wrong.password : undefined}
        onChange={(event) => setTyped({ ...typed, password: event.target.value })}
      />
      {!anybody && wrong.host === undefined && username !== '' && (
        <CommandLine command={dockerCommand({ kind: 'registry.signIn', host, username })} />
      )}
      {error !== undefined && <ErrorNote error={error} />}
    </Dialog>
  );
}

/** What people paste: an address of a page, or Docker Hub by one of its names. */
export function hostOf(text: string): string {
  const host = text
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/\/.*$/s, '');
  return /^(?:(?:index|hub|registry-1)\.)?docker\.(?:io|com)$/i.test(host) ? dockerHub : host;
}
