/** What takes longer, from every page: how many tasks run, how far they are, and how the ended ones ended. */
import { Popover } from 'radix-ui';
import { useTasks } from '../../stores/tasks.ts';
import { useText } from '../../text.ts';
import { progressOf } from './progress.ts';
import { TaskList } from './task-list.tsx';

export function TasksButton() {
  const say = useText();
  const tasks = useTasks((state) => state.tasks);
  const running = tasks.filter(({ state }) => state === 'running');
  const failed = tasks.some(({ state }) => state === 'failed');
  if (tasks.length === 0) return null;
  const share = progressOf(running.flatMap(({ parts }) => parts));
  const tone = running.length > 0 ? 'busy' : failed ? 'bad' : 'good';
  return (
    <Popover.Root>
      <Popover.Trigger className="button button--quiet tasks__button">
        <span className={`state state--${tone}`}>
          {running.length > 0 ? say('tasks.running', { n: running.length }) : say('tasks.ended')}
          {share === undefined ? '' : ` ${Math.floor(share * 100)} %`}
        </span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="tasks"
          side="top"
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label={say('tasks.title')}
        >
          <TaskList tasks={tasks} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
