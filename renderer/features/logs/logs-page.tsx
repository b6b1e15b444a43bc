/** The logs of several containers at once: of all, of a compose project, or of those that one chooses. */
import { ListChecks, ScrollText } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import { mostFollowed, type LogScope } from '../../../main/contract/logs-model.ts';
import { inertText } from '../../format.ts';
import { useCore } from '../../stores/core.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/notes.tsx';
import { Page } from '../../ui/page.tsx';
import { projectsOf } from '../containers/filter.ts';
import { WhenListed } from '../offline.tsx';
import { ChooseDialog } from './choose-dialog.tsx';
import { LogPanel } from './log-panel.tsx';
import type { OpenLog } from './use-log.ts';

/** Lines of each container that are read at first. */
export const linesOfEach = 1000;

const none: readonly ContainerSummary[] = [];
const all: LogScope = { kind: 'all' };

export function LogsPage() {
  const say = useText();
  const list = useCore((state) => state.containers);
  const items = list?.kind === 'ready' ? list.items : none;
  const projects = useMemo(() => projectsOf(items), [items]);
  const [scope, setScope] = useState(all);
  const [choosing, setChoosing] = useState(false);
  const open = useCallback<OpenLog>(
    (client, signal) => client['logs.follow']({ scope, tail: linesOfEach }, { signal }),
    [scope],
  );
  const meant = items.filter((one) => isMeant(one, scope)).length;
  return (
    <Page
      name={say('nav.logs')}
      title={say('nav.logs')}
      tools={
        list?.kind === 'ready' && (
          <>
            <span className="muted" role="status">
              {say(meant > mostFollowed ? 'logs.tooMany' : 'logs.count', { n: meant, most: mostFollowed })}
            </span>
            <select
              className="button"
              aria-label={say('logs.whose')}
              value={valueOf(scope)}
              onChange={(event) => {
                const { value } = event.target;
                if (value === 'chosen') setChoosing(true);
                else setScope(scopeOf(value, projects));
              }}
            >
              <option value="all">{say('containers.all')}</option>
              {projects.map((project) => (
                <option key={project} value={`project ${project}`}>
                  {say('containers.project', { name: inertText(project) })}
                </option>
              ))}
              <option value="chosen">{say('logs.chosen')}</option>
            </select>
            <Button icon={ListChecks} onClick={() => setChoosing(true)}>
              {say('logs.choose')}
            </Button>
          </>
        )
      }
    >
      <WhenListed list={list}>
        {() =>
          // What was logged stays readable when its containers are gone.
          items.length === 0 && scope.kind === 'all' ? (
            <Empty icon={ScrollText} title={say('containers.none')}>
              <p>{say('logs.none.text')}</p>
            </Empty>
          ) : (
            <LogPanel key={JSON.stringify(scope)} name="containers" open={open} />
          )
        }
      </WhenListed>
      {choosing && (
        <ChooseDialog
          containers={items}
          chosen={scope.kind === 'containers' ? scope.ids : []}
          onChoose={(ids) => setScope(ids.length === 0 ? all : { kind: 'containers', ids: [...ids] })}
          onClose={() => setChoosing(false)}
        />
      )}
    </Page>
  );
}

function isMeant({ id, project }: ContainerSummary, scope: LogScope): boolean {
  switch (scope.kind) {
    case 'all':
      return true;
    case 'project':
      return project === scope.project;
    case 'containers':
      return scope.ids.includes(id);
  }
}

function valueOf(scope: LogScope): string {
  if (scope.kind === 'project') return `project ${scope.project}`;
  return scope.kind === 'all' ? 'all' : 'chosen';
}

function scopeOf(value: string, projects: readonly string[]): LogScope {
  const project = projects.find((name) => value === `project ${name}`);
  return project === undefined ? all : { kind: 'project', project };
}
