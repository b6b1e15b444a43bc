import { Unplug } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useCore } from '../../stores/core.ts';
import { useText } from '../../text.ts';

/** Milliseconds that a connection may be away before it is worth a word. */
const patience = 400;

/** Says that what is shown may be old, and what to do about it. */
export function ConnectionBanner() {
  const say = useText();
  const connection = useCore((state) => state.connection);
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (connection === 'connected') return setLate(false);
    const timer = setTimeout(() => setLate(true), patience);
    return () => clearTimeout(timer);
  }, [connection]);
  if (connection === 'connected' || !late) return null;
  return (
    <div className={`banner ${connection === 'refused' ? 'banner--bad' : ''}`} role="status">
      <Unplug size={16} aria-hidden />
      <span>{say(`connection.${connection}`)}</span>
    </div>
  );
}
