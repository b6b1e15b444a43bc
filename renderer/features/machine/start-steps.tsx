/** A start as it goes: what is done, what is under way, what is to come. */
import { Check, Circle, LoaderCircle } from 'lucide-react';
import { startSteps, type VmState } from '../../../main/contract/model.ts';
import { bytesText, clockText } from '../../format.ts';
import { useText } from '../../text.ts';
import { useNow } from '../../ui/use-now.ts';

export function StartSteps({ state }: { readonly state: Extract<VmState, { kind: 'starting' }> }) {
  const say = useText();
  const now = useNow(1000);
  const at = startSteps.indexOf(state.step);
  const { progress } = state;
  return (
    <section className="card card--wide" aria-label={say('machine.steps')}>
      <div className="meter__head">
        <h3>{say('machine.steps')}</h3>
        <span className="muted">{clockText((now - state.since) / 1000)}</span>
      </div>
      <ol className="steps">
        {startSteps.map((step, index) => (
          <li key={step} aria-current={index === at ? 'step' : undefined}>
            {index < at && <Check size={16} aria-label={say('machine.step.done')} />}
            {index === at && <LoaderCircle size={16} aria-hidden />}
            {index > at && <Circle size={16} strokeWidth={1.2} aria-hidden />}
            {say(`step.${step}`)}
            {index === at && progress !== undefined && progress.total > 0 && (
              <>
                <span className="bar" aria-hidden>
                  <i style={{ width: `${(100 * progress.done) / progress.total}%` }} />
                </span>
                {progress.unit === 'bytes' && (
                  <span className="muted">
                    {bytesText(progress.done)} / {bytesText(progress.total)}
                  </span>
                )}
              </>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
