/** Which shell the shown commands are for. */
import { shells } from '../../../main/contract/shell-quote.ts';
import { act } from '../../stores/act.ts';
import { useShell } from '../../stores/shell-choice.ts';
import { useText } from '../../text.ts';

export function ShellChoice() {
  const say = useText();
  const shell = useShell();
  return (
    <select
      className="input select"
      aria-label={say('shell.label')}
      value={shell}
      onChange={(event) => {
        const chosen = shells.find((one) => one === event.target.value);
        if (chosen !== undefined) void act({}, (client) => client['settings.set']({ commandShell: chosen }));
      }}
    >
      {shells.map((one) => (
        <option key={one} value={one}>
          {say(`shell.${one}`)}
        </option>
      ))}
    </select>
  );
}
