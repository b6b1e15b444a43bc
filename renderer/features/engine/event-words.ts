/** The engine's events in a person's words. */
import type { EngineEvent } from '../../../main/contract/engine-pages-model.ts';
import { english } from '../../locales/en.ts';
import type { Say, TextKey } from '../../text.ts';

/** What happened: our words for it, or the engine's own where we have none. */
export function eventWords({ action }: Pick<EngineEvent, 'action'>, say: Say): string {
  // `exec_start: sh -c …` and `health_status: healthy` carry more after a colon.
  const key = `event.${action.split(':', 1)[0] ?? ''}`;
  return isText(key) ? say(key) : action;
}

export function typeWords(type: string, say: Say): string {
  const key = `event.${type}`;
  return isText(key) ? say(key) : type;
}

function isText(key: string): key is TextKey {
  return Object.hasOwn(english, key);
}

/** Whether an event is wanted by a type (any if empty) and a part of its name or id. */
export function isWanted({ type, name, id, action }: EngineEvent, wanted: string, search: string): boolean {
  const sought = search.trim().toLowerCase();
  return (wanted === '' || type === wanted) && `${name} ${id} ${action}`.toLowerCase().includes(sought);
}
