/** The files that a project's containers name as theirs. Each is read only when somebody asks to see it. */
import { FileText } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { CoreClient } from '../../../main/contract/contract.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import { inertText } from '../../format.ts';
import { useAnswer } from '../../stores/answer.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/command-line.tsx';
import { Empty, ErrorNote } from '../../ui/notes.tsx';

export function ProjectFiles({
  project,
  paths,
}: {
  readonly project: string;
  readonly paths: readonly string[];
}) {
  const say = useText();
  const [shown, setShown] = useState<string>();
  if (paths.length === 0) return <Empty icon={FileText} title={say('compose.noFiles')} />;
  return (
    <div className="compose__files">
      <p className="muted">{say('compose.from')}</p>
      <div className="compose__paths">
        {paths.map((path) => (
          <Button key={path} icon={FileText} aria-pressed={path === shown} onClick={() => setShown(path)}>
            <span className="clip plain">{say('compose.show', { path: inertText(path) })}</span>
          </Button>
        ))}
      </div>
      {shown !== undefined && <FileContent key={shown} project={project} path={shown} />}
    </div>
  );
}

function FileContent({ project, path }: { readonly project: string; readonly path: string }) {
  const say = useText();
  const { value, error, again } = useAnswer(
    useCallback(
      (client: CoreClient, options: AskOptions) => client['compose.file']({ project, path }, options),
      [project, path],
    ),
  );
  return (
    <>
      {error !== undefined && <ErrorNote error={error} onRetry={again} />}
      {value !== undefined && (
        <>
          <div className="tools">
            <span className="mono clip plain">{inertText(path)}</span>
            <CopyButton text={value.text} label={say('compose.copy')} />
          </div>
          <pre className="json" tabIndex={0} aria-label={inertText(path)} dir="ltr">
            {value.text.split('\n').map(inertText).join('\n')}
          </pre>
        </>
      )}
    </>
  );
}
