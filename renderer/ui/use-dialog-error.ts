import { useState } from 'react';
import type { WireError } from '../../main/contract/errors.ts';
import { showError } from '../stores/ui.ts';
import { useAlive } from './dialog.tsx';

/** An error of what a dialog has begun: shown in the dialog while it is there, as a notice once it was left. */
export function useDialogError() {
  const alive = useAlive();
  const [error, setError] = useState<WireError>();
  const onError = (failure: WireError) => (alive.current ? setError(failure) : showError(failure));
  return { alive, error, setError, onError };
}
