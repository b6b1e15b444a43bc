/** The Dockerfile of the form: as it is on the disk, as it is edited, and how one gets to the other. */
import { useCallback, useEffect, useState } from 'react';
import type { DockerfileText } from '../../../main/contract/build-model.ts';
import type { CoreClient } from '../../../main/contract/contract.ts';
import type { WireError } from '../../../main/contract/errors.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import { act } from '../../stores/act.ts';
import { useAnswer } from '../../stores/answer.ts';

export interface EditedDockerfile {
  /** Undefined until it is read, and without a folder. */
  readonly read: DockerfileText | undefined;
  readonly text: string;
  readonly changed: boolean;
  readonly busy: boolean;
  readonly error: WireError | undefined;
  readonly edit: (text: string) => void;
  /** Answers whether it is on the disk now. */
  readonly save: () => Promise<boolean>;
  /** Reads it again; what was edited is gone. */
  readonly again: () => void;
  /** Writes over what somebody else has written meanwhile. */
  readonly overwrite: () => Promise<boolean>;
}

interface Place {
  readonly folder: string;
  readonly dockerfile: string;
}

/** An edit belongs to the version it was begun at. */
interface Edit {
  readonly path: string;
  readonly version: string;
  readonly text: string;
}

export function useDockerfile(place: Place | undefined): EditedDockerfile {
  const { folder, dockerfile } = place ?? { folder: '', dockerfile: '' };
  const there = place !== undefined;
  const ask = useCallback(
    async (client: CoreClient, options: AskOptions) =>
      there ? client['build.readFile']({ folder, dockerfile }, options) : undefined,
    [there, folder, dockerfile],
  );
  const { value: read, error: readError, again } = useAnswer(ask);
  const [edit, setEdit] = useState<Edit>();
  const [busy, setBusy] = useState(false);
  const [saveError, setSaveError] = useState<WireError>();
  useEffect(() => setSaveError(undefined), [folder, dockerfile]);
  const mine = read !== undefined && edit?.path === read.path ? edit : undefined;
  const text = mine?.text ?? read?.text ?? '';
  const write = async (version: (client: CoreClient) => Promise<string>) => {
    setBusy(true);
    setSaveError(undefined);
    const done = await act({ onError: setSaveError }, async (client) => {
      await client['build.writeFile']({ folder, dockerfile, text, version: await version(client) });
    });
    setBusy(false);
    if (done) {
      setEdit(undefined);
      again();
    }
    return done;
  };
  return {
    read,
    text,
    changed: mine !== undefined && mine.text !== read?.text,
    busy,
    error: saveError ?? readError,
    edit: (next) => {
      if (read === undefined) return;
      setEdit({ path: read.path, version: mine?.version ?? read.version, text: next });
    },
    save: () => write(() => Promise.resolve(mine?.version ?? read?.version ?? '')),
    again: () => {
      setEdit(undefined);
      setSaveError(undefined);
      again();
    },
    overwrite: () =>
      write(async (client) => (await client['build.readFile']({ folder, dockerfile })).version),
  };
}
