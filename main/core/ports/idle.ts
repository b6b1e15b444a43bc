/** The user's rules while no VM runs: they can be seen and changed, and wait. */
import type { PortForward } from '../../contract/model.ts';
import { desired, type Rule } from './plan.ts';
import type { PortRule } from './rules.ts';

/** What the rules say without any container; every one of them waits. */
export function idleRules(rules: readonly PortRule[], ipv6: boolean): Rule[] {
  const own = rules.filter((rule) => rule.published === undefined);
  return desired({ containers: [], rules: own, ipv6 }).map((rule) => ({ ...rule, rest: 'waiting' as const }));
}

/** As the window and the command line show them. */
export function idleRow(rule: Rule): PortForward[] {
  const { id, protocol, hostAddress, hostPort, shown, source } = rule;
  if (protocol === 'sctp') return [];
  return [{ id, hostAddress, hostPort, protocol, target: shown, source, state: 'waiting' }];
}
