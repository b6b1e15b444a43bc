import { useState } from 'react';
import type { WireError } from '../../main/contract/errors.ts';
import { useDialogError } from './use-dialog-error.ts';

/** What a dialog does when it is submitted: whether that is under way, and what became of it. */
export function useDialogTask() {
  const { alive, error, setError, onError } = useDialogError();
  const [busy, setBusy] = useState(false);
  /** Does it; answers whether it succeeded and the dialog is still there to be closed. */
  const run = async (task: (onError: (failure: WireError) => void) => Promise<boolean>) => {
    setBusy(true);
    setError(undefined);
    const done = await task(onError);
    setBusy(false);
    return done && alive.current;
  };
  return { busy, error, run };
}
