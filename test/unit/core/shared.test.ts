import { expect, it } from 'vitest';
import { delay } from '../../../main/core/lib/retry.ts';
import { shared } from '../../../main/core/lib/shared.ts';

/** A source whose items are let out one by one, and that counts how often it began and ended. */
function counted(most = Infinity, failure?: Error) {
  const seen = { begun: 0, ended: 0, asked: 0 };
  const watch = shared(async function* (_key: string, signal: AbortSignal) {
    seen.begun += 1;
    try {
      for (let n = 1; n <= most; n += 1) {
        seen.asked += 1;
        await delay(5, signal);
        yield n;
      }
      if (failure !== undefined) throw failure;
    } finally {
      seen.ended += 1;
    }
  });
  return { seen, watch };
}

const never = new AbortController().signal;

it('one source serves all who read, and ends with the last of them', async () => {
  const { seen, watch } = counted();
  const [one, two] = [watch('a', never), watch('a', never)];
  const firsts = await Promise.all([one.next(), two.next()]);
  expect(firsts.map(({ value }) => value)).toEqual([1, 1]);
  await Promise.all([one.next(), two.next()]);
  expect(seen).toEqual({ begun: 1, ended: 0, asked: 2 });
  await one.return();
  expect((await two.next()).value).toBe(3);
  expect(seen.ended).toBe(0);
  await two.return();
  await expect.poll(() => seen).toEqual({ begun: 1, ended: 1, asked: 3 });
  const again = watch('a', never);
  expect((await again.next()).value).toBe(1);
  expect(seen.begun).toBe(2);
  await again.return();
});

it('who comes later has the last item at once; a slow one misses some; nobody asks ahead', async () => {
  const { seen, watch } = counted();
  const quick = watch('a', never);
  const slow = watch('a', never);
  expect((await slow.next()).value).toBe(1);
  for (const wanted of [1, 2, 3, 4]) expect((await quick.next()).value).toBe(wanted);
  const late = watch('a', never);
  expect((await late.next()).value).toBe(4);
  expect((await slow.next()).value).toBe(4);
  await delay(30);
  expect(seen.asked).toBe(4);
  await Promise.all([quick, slow, late].map((one) => one.return()));
});

it('a failure is told to each, and the next begins anew', async () => {
  const { seen, watch } = counted(1, new Error('no engine'));
  const [one, two, behind] = [watch('a', never), watch('a', never), watch('a', never)];
  await Promise.all([one.next(), two.next(), behind.next()]);
  await Promise.all([one, two].map((reader) => expect(reader.next()).rejects.toThrow('no engine')));
  const next = watch('a', never);
  expect((await next.next()).value).toBe(1);
  await expect(behind.next()).rejects.toThrow('no engine');
  expect(seen.begun).toBe(2);
  await next.return();
});

it('an end is an end for each', async () => {
  const { watch } = counted(1);
  const [one, two] = [watch('a', never), watch('a', never)];
  await Promise.all([one.next(), two.next()]);
  expect(await Promise.all([one.next(), two.next()])).toEqual(
    [1, 2].map(() => ({ done: true, value: undefined })),
  );
});

it('who leaves leaves alone: while another waits, and before it began', async () => {
  const { seen, watch } = counted();
  const controller = new AbortController();
  const [one, two] = [watch('a', controller.signal), watch('a', never)];
  const waiting = [one.next(), two.next()] as const;
  controller.abort();
  await expect(waiting[0]).rejects.toThrow(/abort/i);
  expect((await waiting[1]).value).toBe(1);
  await expect(watch('b', controller.signal).next()).rejects.toThrow(/abort/i);
  expect(seen).toEqual({ begun: 1, ended: 0, asked: 1 });
  await two.return();
});

it('other keys have sources of their own', async () => {
  const { seen, watch } = counted();
  const [one, two] = [watch('a', never), watch('b', never)];
  await Promise.all([one.next(), two.next()]);
  expect(seen.begun).toBe(2);
  await Promise.all([one.return(), two.return()]);
});
