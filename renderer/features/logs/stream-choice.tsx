/** Which of the two outputs of programs is shown. */
import { logStreams } from '../../../main/contract/logs-model.ts';
import { useText } from '../../text.ts';
import type { Streams } from './filter-log.ts';

export function StreamChoice({
  value,
  onChange,
}: {
  readonly value: Streams;
  readonly onChange: (value: Streams) => void;
}) {
  const say = useText();
  return (
    <select
      className="button"
      aria-label={say('log.streams')}
      value={value}
      onChange={(event) => onChange(logStreams.find((one) => one === event.target.value) ?? 'both')}
    >
      {logStreams.map((one) => (
        <option key={one} value={one}>
          {say(`log.streams.${one}`)}
        </option>
      ))}
    </select>
  );
}
