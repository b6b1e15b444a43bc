import { X } from 'lucide-react';
import { describeError } from '../../../main/contract/errors.ts';
import { inertText } from '../../format.ts';
import { dismissTasks, type Task } from '../../stores/tasks.ts';
import { useLanguage, useText } from '../../text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { progressOf } from './progress.ts';

const tones = { running: 'busy', done: 'good', failed: 'bad', cancelled: 'off' } as const;

export function TaskList({ tasks }: { readonly tasks: readonly Task[] }) {
  const say = useText();
  const ended = tasks.some(({ state }) => state !== 'running');
  return (
    <>
      <div className="tasks__head">
        <h2>{say('tasks.title')}</h2>
        {ended && (
          <Button kind="quiet" onClick={dismissTasks}>
            {say('tasks.clear')}
          </Button>
        )}
      </div>
      {tasks.length === 0 ? (
        <p className="muted">{say('tasks.none')}</p>
      ) : (
        <ul className="tasks__list" aria-label={say('tasks.title')}>
          {tasks.toReversed().map((task) => (
            <TaskItem key={task.id} task={task} />
          ))}
        </ul>
      )}
    </>
  );
}

function TaskItem({ task }: { readonly task: Task }) {
  const say = useText();
  const language = useLanguage();
  const title = inertText(say(task.title.key, task.title.values));
  const share = progressOf(task.parts);
  const line =
    task.error === undefined
      ? (task.lines.at(-1) ?? task.parts.findLast(({ status }) => status !== '')?.status ?? '')
      : describeError(task.error, language).what;
  return (
    <li className="tasks__item">
      <span className="clip plain" title={title}>
        {title}
      </span>
      {task.state === 'running' ? (
        <IconButton icon={X} label={say('tasks.cancel', { name: title })} onClick={task.cancel} />
      ) : (
        <span className={`state state--${tones[task.state]}`}>{say(`history.state.${task.state}`)}</span>
      )}
      {task.state === 'running' && share !== undefined && (
        <span
          className="bar"
          role="progressbar"
          aria-label={title}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.floor(share * 100)}
        >
          <i style={{ width: `${100 * share}%` }} />
        </span>
      )}
      {line !== '' && (
        <span className="tasks__line clip plain" title={inertText(line)}>
          {inertText(line)}
        </span>
      )}
    </li>
  );
}
