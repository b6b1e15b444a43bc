/**
 * All that is about ports, in one place: while a VM runs, a keeper follows its containers and the user's rules; while
 * none does, the rules can be seen and changed all the same.
 */
import type Docker from 'dockerode';
import type { PortForward, PortTraffic, Settings } from '../../contract/model.ts';
import type { ContainerEvent } from '../engine/event-lines.ts';
import type { GuestLink } from '../guest/link.ts';
import type { Log } from '../lib/log.ts';
import { delay } from '../lib/retry.ts';
import type { Scope } from '../lib/scope.ts';
import { Topic, type ReadableTopic } from '../lib/topic.ts';
import type { RunningVm } from '../vm/driver.ts';
import { createCarriers, type Carriers } from './carriers.ts';
import { createDetector } from './detector.ts';
import { detectedRows, programs } from './detected.ts';
import { addRule, changeRule, findRule, removeRule, restoreRule, type AddWish } from './edit-rules.ts';
import { idleRow, idleRules } from './idle.ts';
import type { Rule } from './plan.ts';
import { createPorts, type Ports } from './ports.ts';
import { isChosen } from './published.ts';
import { applyPolicy, policyOf } from './guest-policy.ts';
import { ruleId, type PortRule, type PortRules } from './rules.ts';

export interface PortServiceOptions {
  readonly docker: Docker;
  readonly rules: PortRules;
  readonly settings: ReadableTopic<Settings>;
  readonly log: Log;
  /** The guest while there is one. Throws `vm.notRunning`. */
  readonly guest: () => GuestLink;
  /** This computer has `::1`. */
  readonly ipv6: boolean;
}

/** Seconds between two looks at what listens in the VM. */
const lookEvery = 2;
/** Milliseconds at hardware speed that the first look may take for those who want one answer. */
const lookMs = 3000;
/** Milliseconds between two tellings of traffic. */
const trafficEvery = 2000;
/** Milliseconds at hardware speed that whoever adds a forward waits for it to listen. */
const settleMs = 5000;

interface Session {
  readonly keeper: Ports;
  readonly carriers: Carriers;
  readonly pace: number;
}

export class PortService {
  readonly forwards = new Topic<readonly PortForward[]>([]);
  readonly #options: PortServiceOptions;
  readonly #detector;
  #session: Session | undefined;
  #stopLooking: AbortController | undefined;

  constructor(options: PortServiceOptions) {
    this.#options = options;
    this.#detector = createDetector({ guest: options.guest, everySeconds: lookEvery });
    options.rules.topic.subscribe(() => this.#refresh());
    options.settings.subscribe(() => {
      this.#followDetected();
      this.#refresh();
    });
    this.#detector.seen.subscribe(() => {
      if (options.settings.value['ports.forwardDetected']) this.#session?.keeper.refresh();
    });
    this.#refresh();
  }

  /** Opens the ports of what runs, and keeps them until the scope closes. Throws what listing containers throws. */
  async open(link: GuestLink, vm: RunningVm, scope: Scope): Promise<void> {
    const { docker, log, settings } = this.#options;
    const { pace } = vm.facts;
    const carriers = createCarriers({
      link,
      vm,
      log,
      udpIdleMs: () => settings.value['ports.udpIdleSeconds'] * 1000,
    });
    const keeper = createPorts({
      listContainers: (limit) => docker.listContainers({ abortSignal: limit }),
      inspectContainer: (id, limit) => inspect(docker, id, limit),
      carrierFor: (rule) => carriers.carrierFor(rule),
      wishes: () => this.#wishes(),
      log,
      signal: scope.signal,
      settleMs: 10_000 * pace,
    });
    scope.use(keeper);
    scope.defer(keeper.forwards.subscribe((value) => this.forwards.set(value)));
    scope.defer(() => {
      this.#session = undefined;
      this.#followDetected();
      this.#refresh();
    });
    await this.#followPolicy(link, vm, scope);
    // What broke with the connection, or while it was away, is found once it stands again.
    scope.defer(
      link.connected.subscribe((connected) => {
        if (connected) void this.check(scope.signal);
      }),
    );
    await carriers.adopt(scope.signal);
    await keeper.sync();
    await keeper.allSettled();
    await carriers.sweep(scope.signal);
    this.#session = { keeper, carriers, pace };
    this.#followDetected();
  }

  /** Resolves when the ports of a container that has started listen or have failed. Never rejects. */
  async settled(container: string, signal: AbortSignal): Promise<void> {
    await this.#session?.keeper.settled(container, signal);
  }

  handle(event: ContainerEvent): void {
    this.#session?.keeper.handle(event);
  }

  /** Takes a fresh list of containers, as after the engine's events broke off. Throws what listing throws. */
  async sync(): Promise<void> {
    await this.#session?.keeper.sync();
  }

  /** Looks whether each forward still works, as after this computer has slept, and mends those that don't. Never throws. */
  async check(signal: AbortSignal): Promise<void> {
    const session = this.#session;
    if (session === undefined) return;
    try {
      await session.carriers.check(signal);
      await session.keeper.sync();
    } catch (error) {
      if (!signal.aborted) this.#options.log.failure('ports', error);
    }
  }

  /** The forwards, and what else listens in the VM. */
  async list(signal: AbortSignal): Promise<PortForward[]> {
    const session = this.#session;
    if (session !== undefined) {
      // A guest that doesn't tell what listens shall not keep the rest from being told.
      const limit = AbortSignal.any([signal, AbortSignal.timeout(lookMs * session.pace)]);
      for await (const rows of this.detected(limit)) return [...this.forwards.value, ...rows];
    }
    return [...this.forwards.value];
  }

  /** What listens in the VM and isn't forwarded, each time that it changes. Throws `vm.notRunning`, `guest.unreachable`. */
  async *detected(signal: AbortSignal): AsyncGenerator<PortForward[], void> {
    const over = new AbortController();
    const both = AbortSignal.any([signal, over.signal]);
    const looking = this.#detector.look(both);
    const changes = new Topic<object>({});
    const stops = [
      this.#detector.seen.subscribe(() => changes.set({})),
      this.forwards.subscribe(() => changes.set({})),
    ];
    let failure: unknown;
    looking.catch((error: unknown) => {
      failure = error;
      over.abort();
    });
    let before = '';
    try {
      for await (const _change of changes.watch(both)) {
        const seen = this.#detector.seen.value;
        const keeper = this.#session?.keeper;
        if (seen === undefined || keeper === undefined) continue;
        const rows = detectedRows(seen, keeper.containers, keeper.rules);
        const now = JSON.stringify(rows);
        if (now !== before) yield rows;
        before = now;
      }
      if (failure !== undefined) throw failure;
    } finally {
      over.abort();
      for (const stop of stops) stop();
    }
  }

  /** What goes through each forward, every two seconds. */
  async *traffic(signal: AbortSignal): AsyncGenerator<PortTraffic[], void> {
    while (!signal.aborted) {
      const session = this.#session;
      if (session === undefined) yield [];
      else {
        const own = [...session.keeper.traffic()].map(([rule, traffic]) => ({ id: rule.id, ...traffic }));
        const others = [...(await session.carriers.connections(signal))].map(([rule, connections]) => ({
          id: rule.id,
          connections,
        }));
        yield [...own, ...others];
      }
      await delay(trafficEvery, signal);
    }
  }

  /** Adds a forward; its rows, once they listen or have failed. Throws `port.ruleExists`. */
  async add(wish: AddWish, signal: AbortSignal): Promise<PortForward[]> {
    const id = await this.#edit((rules) => addRule(this.#withAddress(wish), this.#present(rules), ruleId()));
    const mine = (rule: Rule) =>
      rule.group === id ||
      (rule.protocol === wish.protocol &&
        rule.hostPort === wish.hostPort &&
        rule.shown.port === wish.port &&
        rule.shown.container === wish.container);
    await this.#settle(mine, signal);
    const ids = new Set(
      this.#rules()
        .filter(mine)
        .map((rule) => rule.id),
    );
    return this.forwards.value.filter((row) => ids.has(row.id));
  }

  /** Throws `port.notFound`, `port.ambiguous`. */
  async remove(id: string, signal: AbortSignal): Promise<void> {
    const target = findRule(id, this.#rules());
    const chosen = await this.#isChosen(target, signal);
    await this.#edit((rules) => ({
      rules: removeRule(target, { ...this.#present(rules), chosen }, ruleId()),
      id,
    }));
  }

  /** Resolves once it listens in its new place, or has failed. Throws `port.notFound`, `port.ambiguous`, `port.ruleExists`. */
  async change(id: string, change: { hostPort?: number; lan?: boolean }, signal: AbortSignal): Promise<void> {
    const target = findRule(id, this.#rules());
    const chosen = await this.#isChosen(target, signal);
    await this.#edit((rules) => ({
      rules: changeRule(target, change, { ...this.#present(rules), chosen }, ruleId()),
      id,
    }));
    await this.#settle(({ group }) => group === target.group, signal);
  }

  /** Resolves once it listens, or has failed. Throws `port.notFound`, `port.ambiguous`. */
  async restore(id: string, signal: AbortSignal): Promise<void> {
    const target = findRule(id, this.#rules());
    await this.#edit((rules) => ({ rules: restoreRule(target, this.#present(rules)), id }));
    await this.#settle(({ group }) => group === target.group, signal);
  }

  async #settle(which: (rule: Rule) => boolean, signal: AbortSignal): Promise<void> {
    const session = this.#session;
    if (session === undefined) return;
    const late = AbortSignal.any([signal, AbortSignal.timeout(settleMs * session.pace)]);
    await session.keeper.rulesSettled(which, late);
  }

  /** Whether the engine chose the port under which a container's port is published, and may choose another next time. */
  async #isChosen({ source, published, containerId }: Rule, signal: AbortSignal): Promise<boolean> {
    if (source !== 'published' || published === undefined || containerId === undefined) return false;
    return isChosen(await inspect(this.#options.docker, containerId, signal), published);
  }

  /** Has the guest follow the settings, now and whenever they change. Never throws: ports work without it. */
  async #followPolicy(link: GuestLink, vm: RunningVm, scope: Scope): Promise<void> {
    const { settings, log } = this.#options;
    let applied = '';
    let last = Promise.resolve();
    const apply = async () => {
      try {
        const policy = policyOf(settings.value, (await vm.ownPorts?.(scope.signal)) ?? []);
        const wanted = JSON.stringify(policy);
        if (wanted === applied) return;
        await applyPolicy(link, policy, scope.signal);
        applied = wanted;
      } catch (error) {
        if (!scope.signal.aborted) log.failure('ports', error);
      }
    };
    scope.defer(
      settings.subscribe(() => {
        last = last.then(apply);
      }),
    );
    await apply();
  }

  async #edit(
    decide: (rules: readonly PortRule[]) => { readonly rules: readonly PortRule[]; readonly id: string },
  ): Promise<string> {
    let id = '';
    await this.#options.rules.change((rules) => {
      const decided = decide(rules);
      id = decided.id;
      return decided.rules;
    });
    return id;
  }

  /** A program that listens on one address of the VM only is found there. */
  #withAddress(wish: AddWish): AddWish {
    if (wish.container !== undefined) return wish;
    const program = this.#detector.seen.value?.find(
      (one) => one.inVm && one.protocol === wish.protocol && one.port === wish.port,
    );
    if (program === undefined || program.address === '' || program.address === 'ipv6') return wish;
    return { ...wish, address: program.address };
  }

  #present(rules: readonly PortRule[]) {
    return { active: this.#rules(), containers: this.#session?.keeper.containers ?? [], rules };
  }

  #rules(): readonly Rule[] {
    return this.#session?.keeper.rules ?? this.#idleRules();
  }

  #idleRules(): Rule[] {
    return idleRules(this.#options.rules.topic.value, this.#options.ipv6);
  }

  #wishes() {
    const { rules, settings, ipv6 } = this.#options;
    const seen = this.#detector.seen.value;
    const all = settings.value['ports.forwardDetected'] && seen !== undefined;
    return {
      rules: rules.topic.value,
      exposeToLan: settings.value['ports.exposeToLan'],
      ipv6,
      detected: all ? programs(seen, this.#session?.keeper.containers ?? []) : [],
    };
  }

  #refresh(): void {
    if (this.#session !== undefined) this.#session.keeper.refresh();
    else this.forwards.set(this.#idleRules().flatMap(idleRow));
  }

  /** With the setting on, the core itself looks for as long as the VM runs. */
  #followDetected(): void {
    const wanted = this.#session !== undefined && this.#options.settings.value['ports.forwardDetected'];
    if (!wanted) {
      this.#stopLooking?.abort();
      this.#stopLooking = undefined;
      return;
    }
    if (this.#stopLooking !== undefined) return;
    const controller = new AbortController();
    this.#stopLooking = controller;
    void this.#keepLooking(controller.signal);
  }

  /** Never rejects. */
  async #keepLooking(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#detector.look(signal);
      } catch (error) {
        if (signal.aborted) return;
        this.#options.log.write('debug', 'ports', `looking for what listens: ${String(error)}`);
        await delay(lookEvery * 1000, signal).catch(() => undefined);
      }
    }
  }
}

async function inspect(docker: Docker, id: string, signal: AbortSignal): Promise<unknown> {
  try {
    return await docker.getContainer(encodeURIComponent(id)).inspect({ abortSignal: signal });
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'statusCode' in error && error.statusCode === 404)
      return undefined;
    throw error;
  }
}
