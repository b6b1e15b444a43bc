/**
 * Brings the VM through its life: the sequence of a start with its deadlines and its unwinding, the stop that flushes,
 * adoption of a VM that outlived us. Drivers do single things; the order is here, once.
 */
import { AppError, isCancel, toWire } from '../../contract/errors.ts';
import type { Problem, VmState } from '../../contract/model.ts';
import type { GuestLink } from '../guest/link.ts';
import { delay, orAbort, withDeadline } from '../lib/retry.ts';
import { Scope } from '../lib/scope.ts';
import { Topic } from '../lib/topic.ts';
import { unknownPace, type RunningVm, type VmExit } from './driver.ts';
import { isAtRest, next, type VmEvent } from './machine.ts';
import { adoptList, startList, type StartRun, type StartSurroundings, type Step } from './start-steps.ts';

export type SupervisorOptions = Omit<StartSurroundings, 'spec'>;

/** The parts of a VM that runs, for whoever works with it. */
export interface LiveVm {
  readonly vm: RunningVm;
  readonly link: GuestLink;
  /** Closes when the VM stops, for whatever reason. */
  readonly scope: Scope;
}

/** Milliseconds at hardware speed that the guest has for its own orderly end: ten seconds are the containers'. */
const orderlyMs = 25_000;
/** Milliseconds at hardware speed that the guest has to take the command. */
const commandMs = 5000;
/** Milliseconds that a VM which its disk has paused has to go on before it is ended without more waiting. */
const pausedMs = 5000;
/** Milliseconds between two presses of the power button. */
const buttonEvery = 5000;

export class Supervisor {
  readonly state = new Topic<VmState>({ kind: 'absent' });
  readonly #options: SupervisorOptions;
  #live: LiveVm | undefined;
  #starting:
    | {
        readonly done: Promise<void>;
        readonly controller: AbortController;
        readonly adopting: boolean;
        waiting: number;
      }
    | undefined;
  #stopping: Promise<void> | undefined;
  #run: StartRun | undefined;
  #barred = false;
  readonly #begun = settleable();
  readonly #problems = new Map<string, Problem>();

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** The VM and its link while it runs, from the moment that the link is there. */
  get live(): LiveVm | undefined {
    return this.#live;
  }

  /** The link of a start under way, as soon as there is one. */
  get rising(): GuestLink | undefined {
    return this.#run?.link;
  }

  /** Resolves when it is known what was there at the beginning; adopting it may still be under way. */
  get begun(): Promise<void> {
    return this.#begun.promise;
  }

  /** Looks what is there: adopts a VM that runs, else tells stopped from absent. Resolves when that is known and done. */
  async begin(): Promise<void> {
    try {
      await this.#adopt(await this.#options.driver.find(this.#options.paths.vmDir));
    } finally {
      this.#begun.resolve();
    }
  }

  async #adopt(vm: RunningVm | undefined): Promise<void> {
    const { driver, paths } = this.#options;
    if (vm === undefined) {
      const disk = await driver.diskGiB(paths.vmDir);
      this.state.set(disk === undefined ? { kind: 'absent' } : { kind: 'stopped' });
      return;
    }
    const spec = {
      arch: 'x86_64' as const,
      cpus: vm.facts.cpus,
      memoryMiB: vm.facts.memoryMiB,
      dataDiskGiB: 0,
    };
    const adopted = this.#launch(spec, adoptList, vm);
    this.#begun.resolve();
    await adopted;
  }

  /**
   * Starts the VM and resolves when the engine answers; at once if it does already. Several callers share one start,
   * which is cancelled when the signals of all of them have aborted. Throws `vm.busy`, whatever a step throws, or the
   * signal's reason.
   */
  async start(spec: StartSurroundings['spec'], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.state.value.kind === 'running') return;
    if (this.#stopping !== undefined) await orAbort(this.#stopping, signal);
    // Whoever waited for the last stop of all must not begin after it.
    if (this.#barred) throw new AppError('vm.busy', { params: { state: 'stopping' } });
    if (this.#starting === undefined) {
      this.#launch(spec, startList, undefined).catch(() => undefined); // told to those who wait below
    }
    const starting = this.#starting;
    if (starting === undefined) throw new AppError('vm.busy', { params: { state: this.state.value.kind } });
    starting.waiting += 1;
    const leave = () => {
      starting.waiting -= 1;
      if (starting.waiting === 0) starting.controller.abort();
    };
    signal.addEventListener('abort', leave, { once: true });
    try {
      await starting.done;
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  /** Stops the VM in order, within a bound, else ends it; a start under way is cancelled. Stopping what is stopped succeeds. */
  async stop(): Promise<void> {
    if (this.#starting !== undefined) {
      // One that is being adopted runs: it is taken over first, to be stopped in order.
      if (!this.#starting.adopting) this.#starting.controller.abort();
      await this.#starting.done.catch(() => undefined); // told to those who started
    }
    if (this.#stopping !== undefined) return this.#stopping;
    const live = this.#live;
    if (live === undefined) {
      this.#move({ kind: 'stopped' });
      return;
    }
    this.#move({ kind: 'stopRequested', at: Date.now() });
    this.#stopping = this.#shutDown(live).finally(() => {
      this.#stopping = undefined;
    });
    return this.#stopping;
  }

  /** Refuses every start from now on: the core ends. */
  bar(): void {
    this.#barred = true;
  }

  /** Stops the VM and removes its disks; nothing starts on them meanwhile. */
  async delete(): Promise<void> {
    const before = this.#barred;
    this.#barred = true;
    try {
      await this.stop();
      await this.#options.driver.delete(this.#options.paths.vmDir);
    } finally {
      this.#barred = before;
    }
    this.#move({ kind: 'deleted' });
  }

  /** Lets go of a VM that shall go on running. */
  async release(): Promise<void> {
    this.#starting?.controller.abort();
    await this.#starting?.done.catch(() => undefined); // told to those who started
    const live = this.#live;
    this.#live = undefined;
    live?.vm.release();
    await live?.scope.close();
  }

  /** Tells of something that isn't right, or that it is right again (undefined). */
  setProblem(subject: string, error: AppError | undefined): void {
    if (error === undefined) this.#problems.delete(subject);
    else this.#problems.set(subject, { subject, error: this.#wire(error) });
    this.#move({ kind: 'problemsChanged', problems: [...this.#problems.values()] });
  }

  /** Replaces all problems of one kind: those whose subject begins with `prefix`. */
  setProblems(prefix: string, problems: readonly Problem[]): void {
    for (const subject of this.#problems.keys())
      if (subject.startsWith(prefix)) this.#problems.delete(subject);
    for (const problem of problems) this.#problems.set(problem.subject, problem);
    this.#move({ kind: 'problemsChanged', problems: [...this.#problems.values()] });
  }

  #launch(spec: StartSurroundings['spec'], steps: readonly Step[], vm: RunningVm | undefined): Promise<void> {
    const controller = new AbortController();
    this.#move({ kind: 'startRequested', at: Date.now() });
    const done = this.#runSteps({ ...this.#options, spec }, steps, vm, controller.signal).finally(() => {
      this.#starting = undefined;
      this.#run = undefined;
    });
    this.#starting = { done, controller, adopting: vm !== undefined, waiting: 0 };
    return done;
  }

  async #runSteps(
    around: StartSurroundings,
    steps: readonly Step[],
    vm: RunningVm | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const { log } = around;
    // The VM's own life is apart from what is built on it: it may go on without us.
    const scope = new Scope();
    const run: StartRun = vm === undefined ? { scope } : { scope, vm };
    this.#run = run;
    try {
      for (const step of steps) {
        this.#move({ kind: 'stepBegun', step: step.name });
        const begun = performance.now();
        const pace = run.vm?.facts.pace ?? unknownPace;
        await withDeadline(
          signal,
          step.limitMs * pace,
          () => timeout(step, pace),
          (limit) => this.#unlessExited(run, limit, (both) => step.run(run, around, both)),
        );
        log.write('info', 'vm', `step ${step.name} took ${Math.round(performance.now() - begun)} ms`);
      }
      this.#settle(run);
    } catch (error) {
      await scope.close().catch((failure: unknown) => log.failure('vm', failure));
      const told = run.fault ?? error;
      const cancelled = isCancel(told) || signal.aborted;
      // Who adopts and is told to leave off leaves the VM as it was; otherwise a VM that can't be used must not stay.
      if (vm !== undefined && cancelled) vm.release();
      else await run.vm?.kill();
      if (cancelled) {
        this.#move({ kind: 'startCancelled' });
        throw new AppError('cancelled', { cause: error });
      }
      log.failure('vm', told);
      this.#move({ kind: 'startFailed', error: this.#wire(told) });
      throw told;
    }
  }

  /** Runs a step; the VM's end before it is done is the step's failure. */
  async #unlessExited(
    run: StartRun,
    limit: AbortSignal,
    task: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const { vm } = run;
    if (vm === undefined) return task(limit);
    const controller = new AbortController();
    const ended = vm.exited.then((exit): never => {
      controller.abort();
      throw run.fault ?? exitError(exit);
    });
    await Promise.race([task(AbortSignal.any([limit, controller.signal])), ended]);
  }

  #settle(run: StartRun): void {
    const { vm, link, scope, found } = run;
    if (vm === undefined || link === undefined) throw new TypeError('the steps brought up no VM');
    const live: LiveVm = { vm, link, scope };
    this.#live = live;
    this.#problems.clear();
    this.#move({ kind: 'started', at: vm.startedAt });
    if (found?.warning !== undefined) this.setProblem('acceleration', found.warning);
    scope.defer(
      vm.onCondition((condition) =>
        this.setProblem('disk', condition.kind === 'paused' ? condition.error : undefined),
      ),
    );
    void vm.exited.then((exit) => this.#lost(live, exit));
  }

  /** The VM ended and nobody had asked for it. */
  async #lost(live: LiveVm, exit: VmExit): Promise<void> {
    if (this.#live !== live || this.#stopping !== undefined) return;
    const { log } = this.#options;
    this.#live = undefined;
    // Powered off from inside is a stop like any other.
    if (exit.kind === 'shutdown') {
      this.#move({ kind: 'stopRequested', at: Date.now() });
      this.#move({ kind: 'stopped' });
    } else {
      const error = exitError(exit);
      log.failure('vm', error);
      this.#move({ kind: 'exited', error: this.#wire(error) });
    }
    await live.scope.close().catch((failure: unknown) => log.failure('vm', failure));
  }

  async #shutDown(live: LiveVm): Promise<void> {
    const { vm, scope } = live;
    const { log } = this.#options;
    const { pace } = vm.facts;
    const begun = performance.now();
    const over = new AbortController();
    const asking = this.#askToEnd(live, over.signal);
    try {
      const exit = await Promise.race([vm.exited, this.#patience(pace, over.signal)]);
      if (typeof exit === 'string') {
        log.write('warn', 'vm', `no orderly end, ${exit}: ended`);
        await vm.kill();
      }
    } finally {
      over.abort();
      await asking;
    }
    log.write('info', 'vm', `stop took ${Math.round(performance.now() - begun)} ms`);
    this.#live = undefined;
    await scope.close().catch((failure: unknown) => log.failure('vm', failure));
    this.#move({ kind: 'stopped' });
  }

  /** Waits as long as an orderly end may take; not that long for a VM that a full disk keeps from ending. Answers why. */
  async #patience(pace: number, signal: AbortSignal): Promise<string> {
    for (let left = (commandMs + orderlyMs) * pace; left > 0; left -= pausedMs) {
      await delay(Math.min(left, pausedMs), signal);
      if (this.#problems.has('disk')) return 'it is paused by its disk';
    }
    return `within ${(commandMs + orderlyMs) * pace} ms`;
  }

  /** Has the guest end itself: by a command, and if it takes none, by its power button. Never rejects. */
  async #askToEnd({ vm, link }: LiveVm, signal: AbortSignal): Promise<void> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(commandMs * vm.facts.pace)]);
    try {
      const done = await Promise.race([
        vm.exited,
        link.exec(['/usr/sbin/runit-init', '0'], { signal: limit }),
      ]);
      if ('exitCode' in done && done.exitCode !== 0)
        throw new Error(`exit code ${done.exitCode}: ${done.stderr}`);
    } catch (error) {
      if (signal.aborted) return;
      this.#options.log.write('info', 'vm', `the stop command didn't work: ${String(error)}`);
      this.#pressButton(vm, signal).catch((failure: unknown) => {
        // Nobody waits for it any more, or it has ended meanwhile, which is what was wanted.
        if (!signal.aborted) this.#options.log.write('debug', 'vm', `the power button: ${String(failure)}`);
      });
    }
  }

  /** Again and again: a guest that is still booting doesn't hear the first press. */
  async #pressButton(vm: RunningVm, signal: AbortSignal): Promise<void> {
    for (;;) {
      await vm.powerButton();
      await delay(buttonEvery, signal);
    }
  }

  #move(event: VmEvent): void {
    const state = next(this.state.value, event);
    if (state !== undefined) this.state.set(state);
    else if (event.kind === 'startRequested' && !isAtRest(this.state.value)) {
      throw new AppError('vm.busy', { params: { state: this.state.value.kind } });
    }
  }

  #wire(error: unknown) {
    return toWire(error, (_id, original) => this.#options.log.failure('vm', original));
  }
}

function settleable(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

function timeout(step: Step, pace: number): AppError {
  return new AppError('vm.stepTimeout', {
    params: { step: step.name, seconds: (step.limitMs * pace) / 1000 },
    action: 'retry',
  });
}

function exitError(exit: VmExit): AppError {
  return new AppError('vm.exited', { params: { reason: exit.detail }, action: 'retry' });
}
