/** Which keys do what, by a question mark. */
import { Fragment, useEffect } from 'react';
import { useUi } from '../../stores/ui.ts';
import { useText, type TextKey } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

type Keys = readonly (readonly [keys: readonly string[], text: TextKey])[];

const everywhere: Keys = [
  [['Ctrl', 'K'], 'keys.palette'],
  [['/'], 'keys.search'],
  [['?'], 'keys.help'],
  [['Ctrl', 'Z'], 'keys.undo'],
  [['Esc'], 'keys.close'],
];
const lists: Keys = [
  [['↓', '↑'], 'keys.rows'],
  [['Home', 'End'], 'keys.ends'],
  [['Enter'], 'keys.open'],
  [['Space'], 'keys.choose'],
  [['Ctrl', 'A'], 'keys.all'],
  [['Delete'], 'keys.delete'],
  [['Esc'], 'keys.clear'],
];
const typedInto = 'input:not([type="checkbox"]), textarea, select, dialog, [contenteditable], .terminal';

export function KeysHelp() {
  const open = useUi((state) => state.keysOpen);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '?' || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest(typedInto) !== null) return;
      event.preventDefault();
      useUi.setState({ keysOpen: true });
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return open ? <KeysDialog /> : null;
}

function KeysDialog() {
  const say = useText();
  const close = () => useUi.setState({ keysOpen: false });
  return (
    <Dialog
      title={say('keys.title')}
      onClose={close}
      foot={
        <Button onClick={close} data-first-focus>
          {say('close')}
        </Button>
      }
    >
      <KeyTable title={say('keys.everywhere')} keys={everywhere} />
      <KeyTable title={say('keys.lists')} keys={lists} />
    </Dialog>
  );
}

function KeyTable({ title, keys }: { readonly title: string; readonly keys: Keys }) {
  const say = useText();
  return (
    <section>
      <h3>{title}</h3>
      <dl className="keys">
        {keys.map(([pressed, text]) => (
          <Fragment key={text}>
            <dt>
              {pressed.map((one) => (
                <kbd key={one}>{one}</kbd>
              ))}
            </dt>
            <dd>{say(text)}</dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}
