/** What is left of a container that was removed: why it stopped, and its last lines. */
import { Ghost } from 'lucide-react';
import { useCallback } from 'react';
import { Link } from 'wouter';
import type { CoreClient } from '../../../main/contract/contract.ts';
import { exitMeaning } from '../../../main/contract/exit-code.ts';
import type { RemovedStory } from '../../../main/contract/logs-model.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import { inertText, momentText } from '../../format.ts';
import { useAnswer } from '../../stores/answer.ts';
import { useLanguage, useText } from '../../text.ts';
import { CopyButton } from '../../ui/command-line.tsx';
import { Empty, ErrorNote } from '../../ui/notes.tsx';

export function Gone({ id }: { readonly id: string }) {
  const say = useText();
  const { value, error } = useAnswer(
    useCallback((client: CoreClient, options: AskOptions) => client['gone.story']({ id }, options), [id]),
  );
  if (value !== undefined) return <Story story={value} />;
  return (
    <Empty icon={Ghost} title={say('container.gone')}>
      {error !== undefined && error.code !== 'container.gone' && <ErrorNote error={error} />}
      <Link href="/containers">{say('container.gone.back')}</Link>
    </Empty>
  );
}

function Story({ story }: { readonly story: RemovedStory }) {
  const say = useText();
  const language = useLanguage();
  const { name, image, removedAt, endedAt, lines } = story;
  return (
    <div className="overview">
      <h2>{say('container.gone')}</h2>
      <p>
        <strong className="plain">{inertText(name)}</strong>{' '}
        <span className="muted plain">{inertText(image)}</span>
      </p>
      <p>
        {endedAt !== undefined && `${say('gone.ended', { at: momentText(endedAt, language) })} `}
        {say('gone.at', { at: momentText(removedAt, language) })}
      </p>
      <Why story={story} />
      <section className="why" aria-label={say('why.lines')}>
        <div className="removed__head">
          <h3>{say('why.lines')}</h3>
          {lines !== undefined && lines.length > 0 && (
            <CopyButton text={() => lines.map(({ text }) => text).join('\n')} label={say('gone.copy')} />
          )}
        </div>
        {lines === undefined && <p className="muted">{say('gone.noLines')}</p>}
        {lines?.length === 0 && <p className="muted">{say('log.empty')}</p>}
        {lines !== undefined && lines.length > 0 && (
          <pre tabIndex={0} aria-label={say('why.lines')} dir="ltr">
            {lines.map(({ text }) => inertText(text)).join('\n')}
          </pre>
        )}
      </section>
      <p className="muted">{say('gone.kept')}</p>
      <p>
        <Link href="/containers">{say('container.gone.back')}</Link>
      </p>
    </div>
  );
}

function Why({ story: { ended, health } }: { readonly story: RemovedStory }) {
  const say = useText();
  if (ended === undefined) return null;
  const meaning = exitMeaning(ended);
  return (
    <section className="why" aria-label={say('why.title')}>
      <h3>{say('why.title')}</h3>
      <p>
        <strong>{say('why.code', { code: ended.exitCode })}</strong>{' '}
        {say(`why.${meaning.kind}`, { signal: meaning.kind === 'signal' ? meaning.signal : '' })}
      </p>
      {ended.error !== '' && <p className="plain">{say('why.engine', { text: inertText(ended.error) })}</p>}
      {health !== undefined && health.checks.length > 0 && (
        <>
          <h3>{say('gone.checks')}</h3>
          <ul className="removed__checks">
            {health.checks.map((check, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- a list that never changes
              <li key={index} className="plain">
                {say('why.code', { code: check.exitCode })} {inertText(check.output)}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
