/** The rules about ports while no core runs: what is asked for is written down, and counts from the next start on. */
import { prepareHome, type HomePaths } from '../core/home.ts';
import { addRule, changeRule, findRule, removeRule, restoreRule } from '../core/ports/edit-rules.ts';
import { idleRow, idleRules } from '../core/ports/idle.ts';
import { openPortRules, ruleId, type PortRule } from '../core/ports/rules.ts';
import { hasIpv6Loopback } from '../core/ports/this-network.ts';
import type { PortCalls } from './commands/port.ts';

/** Throws `config.notJson`, `config.invalid`, `file.failed`. */
export async function portsWithoutCore(paths: HomePaths): Promise<PortCalls> {
  const store = await openPortRules(paths.portRules);
  const active = () => idleRules(store.topic.value, hasIpv6Loopback());
  const change = async (decide: (rules: readonly PortRule[]) => readonly PortRule[]) => {
    await prepareHome(paths);
    await store.change(decide);
    return null;
  };
  const present = (rules: readonly PortRule[]) => ({ active: active(), containers: [], rules });
  return {
    'ports.list': () => Promise.resolve(active().flatMap(idleRow)),
    async 'port.add'(wish) {
      let id = '';
      await change((rules) => {
        const added = addRule(wish, present(rules), ruleId());
        id = added.id;
        return added.rules;
      });
      return active()
        .filter(({ group }) => group === id)
        .flatMap(idleRow);
    },
    'port.change': ({ id, ...changes }) => {
      const target = findRule(id, active());
      return change((rules) => changeRule(target, changes, present(rules), ruleId()));
    },
    'port.remove': ({ id }) => {
      const target = findRule(id, active());
      return change((rules) => removeRule(target, present(rules), ruleId()));
    },
    'port.restore': ({ id }) => {
      const target = findRule(id, active());
      return change((rules) => restoreRule(target, present(rules)));
    },
  };
}
