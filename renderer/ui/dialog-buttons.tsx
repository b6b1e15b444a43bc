/** The foot of a dialog that does something: a way out, and the one button that does it. */
import { useText } from '../text.ts';
import { Button } from './button.tsx';

interface DialogButtonsProps {
  readonly submit: string;
  readonly disabled: boolean;
  readonly onCancel: () => void;
}

export function DialogButtons({ submit, disabled, onCancel }: DialogButtonsProps) {
  const say = useText();
  return (
    <>
      <Button onClick={onCancel}>{say('cancel')}</Button>
      <Button kind="primary" type="submit" disabled={disabled}>
        {submit}
      </Button>
    </>
  );
}
