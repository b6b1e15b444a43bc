/** What is done with ports: each with the `moorage` command that does the same. */
import type { CoreClient } from '../../../main/contract/contract.ts';
import type { WireError } from '../../../main/contract/errors.ts';
import { portCommand, type PortAction } from '../../../main/contract/port-command.ts';
import { act } from '../../stores/act.ts';
import type { PortRow } from './rows.ts';

/** What is busy while something is done with a row. */
export function busyKey({ key }: PortRow): string {
  return `port ${key}`;
}

/** An action on a row: its error belongs to the row. */
function actOnRow(
  row: PortRow,
  action: PortAction,
  onError: (error: WireError) => void,
  task: (client: CoreClient) => Promise<unknown>,
): Promise<boolean> {
  return act({ key: busyKey(row), command: portCommand(action), onError }, task);
}

/** Forwards what was detected, at the port that the core proposes. */
export function forwardRow(row: PortRow, onError: (error: WireError) => void): Promise<boolean> {
  const { hostPort, protocol, target } = row.worst;
  const forward = { hostPort, protocol, port: target.port };
  const container = target.container === undefined ? {} : { container: target.container };
  return actOnRow(row, { kind: 'port.add', forward, ...container }, onError, (client) =>
    client['port.add']({ ...forward, ...container }),
  );
}

export function moveRow(
  row: PortRow,
  hostPort: number,
  onError: (error: WireError) => void,
): Promise<boolean> {
  const { id } = row;
  return actOnRow(row, { kind: 'port.change', id: row.word, hostPort }, onError, (client) =>
    client['port.change']({ id, hostPort }),
  );
}

export function closeRow(row: PortRow, onError: (error: WireError) => void): Promise<boolean> {
  const { id } = row;
  return actOnRow(row, { kind: 'port.remove', id: row.word }, onError, (client) =>
    client['port.remove']({ id }),
  );
}

export function restoreRow(row: PortRow, onError: (error: WireError) => void): Promise<boolean> {
  const { id } = row;
  return actOnRow(row, { kind: 'port.restore', id: row.word }, onError, (client) =>
    client['port.restore']({ id }),
  );
}
