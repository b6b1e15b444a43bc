/** What a fake engine holds when its VM starts. The same names give the same ids, so that pictures of it stay the same. */
import type { Engine } from './engine.ts';
import { addPredefinedNetworks } from './networks.ts';
import { fillDemo } from './scenario-demo.ts';
import { fillHostile } from './scenario-hostile.ts';
import { few, fillAlike, many } from './scenario-many.ts';

/** `demo`: a developer's machine; `many`: a thousand containers, `few`: ten like those; `hostile`: names and texts that mean harm. */
export type FakeScenario = 'empty' | 'demo' | 'few' | 'many' | 'hostile';

const scenarios: readonly FakeScenario[] = ['empty', 'few', 'many', 'hostile'];

/** The scenario of that name; `demo` for no name, and for one that there isn't. */
export function scenarioNamed(name: string | undefined): FakeScenario {
  return scenarios.find((one) => one === name) ?? 'demo';
}

export function fillScenario(engine: Engine, scenario: FakeScenario): void {
  addPredefinedNetworks(engine, engine.now());
  switch (scenario) {
    case 'empty':
      break;
    case 'demo':
      fillDemo(engine);
      break;
    case 'few':
      fillAlike(engine, few);
      break;
    case 'many':
      fillAlike(engine, many);
      break;
    case 'hostile':
      fillHostile(engine);
      break;
  }
  engine.events.forget();
}
