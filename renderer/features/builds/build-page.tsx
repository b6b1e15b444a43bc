/** One build: as it goes on, or what is kept of it. */
import { ArrowLeft, Ghost, Play, RotateCcw, Square } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { buildCommand } from '../../../main/contract/build-command.ts';
import type { BuildRecord, BuildWish } from '../../../main/contract/build-model.ts';
import { bytesText, clockText, inertText, momentText } from '../../format.ts';
import { useLive } from '../../stores/live.ts';
import { useTasks, type Task } from '../../stores/tasks.ts';
import { useUi } from '../../stores/ui.ts';
import { useLanguage, useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { CommandLine } from '../../ui/command-line.tsx';
import { Empty, ErrorNote } from '../../ui/notes.tsx';
import { Page } from '../../ui/page.tsx';
import { useNow } from '../../ui/use-now.ts';
import { WhenListed } from '../offline.tsx';
import { nameOf } from './build-form.ts';
import { BuildSteps } from './build-steps.tsx';
import { buildAgain, useBuilds, type LiveBuild } from './builds.ts';
import { openBuilds } from './open-builds.ts';
import { outcomeTone } from './outcome.ts';
import { useWatched } from './use-watched.ts';

export function BuildPage({ id }: { readonly id: string }) {
  const live = useBuilds((state) => state.live.find((one) => one.id === id));
  const task = useTasks(({ tasks }) => tasks.find((one) => one.id === live?.task));
  if (live !== undefined && task !== undefined) return <Going build={live} task={task} />;
  return <Past id={id} />;
}

interface FrameProps {
  readonly wish: BuildWish | undefined;
  readonly imageId: string | undefined;
  readonly tools?: ReactNode;
  readonly children: ReactNode;
}

function Frame({ wish, imageId, tools, children }: FrameProps) {
  const say = useText();
  const name = wish === undefined ? say('nav.builds') : inertText(nameOf(wish));
  return (
    <Page
      name={name}
      title={
        <>
          <Link href="/builds" aria-label={say('builds.back')} title={say('builds.back')}>
            <ArrowLeft size={18} aria-hidden />
          </Link>{' '}
          <span className="plain">{name}</span>
        </>
      }
      tools={
        <>
          {tools}
          {wish !== undefined && tools === undefined && (
            <Button icon={RotateCcw} onClick={() => buildAgain(wish)}>
              {say('builds.again')}
            </Button>
          )}
          {wish !== undefined && imageId !== undefined && (
            <Button
              kind="primary"
              icon={Play}
              onClick={() => useUi.setState({ runImage: wish.tags[0] ?? imageId })}
            >
              {say('run.submit')}
            </Button>
          )}
        </>
      }
    >
      <div className="page__scroll build">{children}</div>
    </Page>
  );
}

function Going({ build, task }: { readonly build: LiveBuild; readonly task: Task }) {
  const say = useText();
  const now = useNow(500);
  const { wish, progress } = build;
  const running = task.state === 'running';
  useWatched(task.id);
  const { all, done, cached } = progress.counts();
  const outcome = task.state === 'running' ? undefined : task.state;
  return (
    <Frame
      wish={wish}
      imageId={running ? undefined : progress.imageId}
      tools={
        running ? (
          <Button icon={Square} onClick={task.cancel}>
            {say('builds.cancel')}
          </Button>
        ) : undefined
      }
    >
      <div className="build__head" role="status">
        <span className={`state state--${outcomeTone(outcome)}`}>
          <span>{say(`builds.outcome.${task.state}`)}</span>
        </span>
        <span>{clockText(((task.endedAt ?? now) - task.startedAt) / 1000)}</span>
        <span>{say('builds.count', { done, all })}</span>
        <span>{say('builds.cached', { n: cached })}</span>
        {progress.warnings.length > 0 && (
          <span>{say('builds.warnings', { n: progress.warnings.length })}</span>
        )}
        {progress.context.bytes > 0 && (
          <span className="muted">
            {say('builds.sent', { n: progress.context.files, bytes: bytesText(progress.context.bytes) })}
          </span>
        )}
        <span className="muted">{say(`builds.builder.${wish.builder}`)}</span>
      </div>
      {task.error !== undefined && <ErrorNote error={task.error} />}
      <ImageLink imageId={running ? undefined : progress.imageId} wish={wish} />
      <BuildSteps progress={progress} version={build.version} wish={wish} running={running} />
      <CommandLine command={buildCommand(wish)} />
    </Frame>
  );
}

function ImageLink({ imageId, wish }: { readonly imageId: string | undefined; readonly wish: BuildWish }) {
  const say = useText();
  if (imageId === undefined) return null;
  return (
    <p className="build__image">
      {say('builds.image')}{' '}
      <Link href={`/images/${encodeURIComponent(imageId)}`} className="plain">
        {inertText(wish.tags[0] ?? imageId.slice(0, 19))}
      </Link>
    </p>
  );
}

function Past({ id }: { readonly id: string }) {
  const say = useText();
  const { value, error, again } = useLive(openBuilds);
  const found = value?.find((one) => one.id === id);
  return (
    <Frame wish={found?.wish} imageId={found?.imageId}>
      {error !== undefined && <ErrorNote error={error} onRetry={again} />}
      <WhenListed list={value === undefined ? { kind: 'loading' } : { kind: 'ready', items: [...value] }}>
        {() =>
          found === undefined ? (
            <Empty icon={Ghost} title={say('builds.gone')}>
              <Link href="/builds">{say('builds.back')}</Link>
            </Empty>
          ) : (
            <Kept record={found} />
          )
        }
      </WhenListed>
    </Frame>
  );
}

function Kept({ record }: { readonly record: BuildRecord }) {
  const say = useText();
  const language = useLanguage();
  const { wish, outcome, failure } = record;
  return (
    <>
      <div className="build__head">
        <span className={`state state--${outcomeTone(outcome)}`}>
          <span>{say(`builds.outcome.${outcome}`)}</span>
        </span>
        <span>{clockText(record.durationMs / 1000)}</span>
        <span>{say('builds.steps', { n: record.steps, cached: record.cached })}</span>
        {record.warnings > 0 && <span>{say('builds.warnings', { n: record.warnings })}</span>}
        <span className="muted">{momentText(record.startedAt, language)}</span>
        <span className="muted">{say(`builds.builder.${wish.builder}`)}</span>
      </div>
      <ImageLink imageId={record.imageId} wish={wish} />
      {failure !== undefined && (
        <section className="card" aria-label={say('builds.failure')}>
          <h2>{say('builds.failure')}</h2>
          <p className="plain">{inertText(failure.message)}</p>
          {failure.step !== undefined && <p className="mono plain">{inertText(failure.step)}</p>}
          {failure.line !== undefined && (
            <Button kind="quiet" onClick={() => buildAgain(wish, failure.line)}>
              {say('builds.atLine', { line: failure.line })}
            </Button>
          )}
          {failure.lines.length > 0 && (
            <pre className="build__last plain" tabIndex={0} aria-label={say('builds.output')}>
              {failure.lines.map((line) => inertText(line)).join('\n')}
            </pre>
          )}
        </section>
      )}
      <CommandLine command={buildCommand(wish)} />
    </>
  );
}
