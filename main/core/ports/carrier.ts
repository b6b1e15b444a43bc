/**
 * Who carries a rule out. Today that is always our own listener that dials from inside the guest; others (UDP, the
 * hypervisor's own forward) are further carriers, and a function chooses one for each rule.
 */
import type { PortForward } from '../../contract/model.ts';
import type { Rule } from './plan.ts';

export type ForwardState = PortForward['state'];

/** A rule that is being carried out. */
export interface Carried {
  /** Resolves when the rule first listens or first failed, or was closed before; never rejects. */
  readonly settled: Promise<void>;
  /** Ends the listener and its connections. Resolves when the port is free again; never rejects; may be called twice. */
  close(): Promise<void>;
}

export interface Carrier {
  /** Begins to carry a rule out and reports each change of its state, until it is closed. Throws nothing. */
  carry(rule: Rule, report: (state: ForwardState) => void): Carried;
}
