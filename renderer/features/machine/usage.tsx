/** Processor and memory of the VM, live, while this page is shown and the window is not hidden. */
import { useEffect, useState } from 'react';
import type { VmUsage } from '../../../main/contract/engine-model.ts';
import { gibText } from '../../format.ts';
import { useCore } from '../../stores/core.ts';
import { useText } from '../../text.ts';
import { useVisible } from '../../ui/use-visible.ts';

/** Values that the line shows: two minutes. */
const kept = 60;

export function Usage() {
  const say = useText();
  const values = useUsage();
  const last = values.at(-1);
  return (
    <section className="card" aria-label={say('usage')}>
      <h3>{say('usage')}</h3>
      <Meter
        label={say('usage.cpu')}
        text={last === undefined ? '…' : `${Math.round(last.cpu * 100)} %`}
        values={values.map((one) => one.cpu)}
      />
      <Meter
        label={say('usage.memory')}
        text={
          last === undefined ? '…' : `${gibText(last.memoryUsedBytes)} / ${gibText(last.memoryTotalBytes)}`
        }
        values={values.map((one) => one.memoryUsedBytes / one.memoryTotalBytes)}
      />
    </section>
  );
}

function Meter({
  label,
  text,
  values,
}: {
  readonly label: string;
  readonly text: string;
  readonly values: readonly number[];
}) {
  return (
    <div className="meter">
      <div className="meter__head">
        <span>{label}</span>
        <strong>{text}</strong>
      </div>
      <svg viewBox={`0 0 ${kept - 1} 1`} preserveAspectRatio="none" aria-hidden>
        <path d={linePath(values)} />
      </svg>
    </div>
  );
}

/** The values as an area, the newest at the right edge. */
function linePath(values: readonly number[]): string {
  if (values.length < 2) return '';
  const from = kept - values.length;
  const points = values.map((value, index) => `${from + index},${(1 - value * 0.96).toFixed(3)}`);
  return `M${from},1 L${points.join(' L')} L${kept - 1},1 Z`;
}

function useUsage(): readonly VmUsage[] {
  const client = useCore((state) => state.client);
  const visible = useVisible();
  const [values, setValues] = useState<readonly VmUsage[]>([]);
  useEffect(() => {
    if (client === undefined || !visible) return;
    const controller = new AbortController();
    const follow = async () => {
      try {
        for await (const value of client['vm.usage']({}, { signal: controller.signal })) {
          setValues((before) => [...before, value].slice(-kept));
        }
      } catch (error) {
        // The machine's state tells what became of it; a meter only stands still.
        if (!controller.signal.aborted) console.warn('No usage', error);
      }
    };
    void follow();
    return () => controller.abort();
  }, [client, visible]);
  return values;
}
