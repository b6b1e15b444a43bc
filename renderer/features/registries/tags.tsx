/** The tags of a repository, each with what the registry tells of it once its row is looked at. */
import { Download, Trash2 } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import type { CoreClient } from '../../../main/contract/contract.ts';
import { describeError } from '../../../main/contract/errors.ts';
import { dockerHub } from '../../../main/contract/image-reference.ts';
import type { ManifestInfo } from '../../../main/contract/registry-model.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import { bytesText, inertText, shortId } from '../../format.ts';
import { beginTask, watchTask } from '../../stores/tasks.ts';
import { useLanguage, useText } from '../../text.ts';
import { IconButton } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import type { Column } from '../../ui/data-list.tsx';
import { useRunningAnswer } from '../../stores/answer.ts';

interface Tag {
  readonly host: string;
  readonly repository: string;
  readonly tag: string;
}

export function useTagColumns(
  host: string,
  repository: string,
  onDeleted: () => void,
): readonly Column<string>[] {
  const say = useText();
  return useMemo(
    () => [
      {
        key: 'tag',
        title: say('registry.tag'),
        width: 'minmax(100px, 1fr)',
        cell: (tag) => (
          <div className="list__name clip plain" title={inertText(tag)}>
            {inertText(tag)}
          </div>
        ),
      },
      {
        key: 'facts',
        title: say('registry.facts'),
        width: 'minmax(160px, 2fr)',
        cell: (tag) => <Facts key={tag} host={host} repository={repository} tag={tag} />,
      },
      {
        key: 'actions',
        title: say('column.actions'),
        hiddenTitle: true,
        width: '72px',
        cell: (tag) => <TagActions host={host} repository={repository} tag={tag} onDeleted={onDeleted} />,
      },
    ],
    [say, host, repository, onDeleted],
  );
}

function Facts({ host, repository, tag }: Tag) {
  const say = useText();
  const language = useLanguage();
  const ask = useCallback(
    (client: CoreClient, options: AskOptions) =>
      client['registry.manifest']({ host, repository, name: tag }, options),
    [host, repository, tag],
  );
  const { value, error } = useRunningAnswer(ask);
  if (error !== undefined)
    return <span className="muted clip plain">{inertText(describeError(error, language).what)}</span>;
  if (value === undefined) return <span className="muted">{say('loading')}</span>;
  const first = factsText(value);
  return (
    <>
      <div className="clip plain" title={inertText(first)}>
        {inertText(first)}
      </div>
      <div className="list__sub mono clip plain" title={inertText(value.digest)}>
        {shortId(inertText(value.digest))}
      </div>
    </>
  );
}

/** `linux/amd64 · 12 MB` */
export function factsText({ platforms, sizeBytes }: ManifestInfo): string {
  const names = platforms.map(({ name }) => name).join(', ');
  const size = sizeBytes === undefined ? '' : bytesText(sizeBytes);
  return [names, size].filter((one) => one !== '').join(' · ');
}

function TagActions({ host, repository, tag, onDeleted }: Tag & { readonly onDeleted: () => void }) {
  const say = useText();
  const [deleting, setDeleting] = useState(false);
  const reference = `${host === dockerHub ? '' : `${host}/`}${repository}:${tag}`;
  const name = inertText(reference);
  const pull = () => {
    const id = beginTask({
      title: { key: 'pull.task', values: { name: reference } },
      command: { kind: 'image.pull', reference },
      items: (client, signal) => client['image.pull']({ reference }, { signal }),
    });
    // Nobody looks at it here: a failure becomes a notice.
    watchTask(id, false);
  };
  return (
    <div className="list__actions">
      <IconButton icon={Download} label={say('actOn', { action: say('pull.submit'), name })} onClick={pull} />
      <IconButton
        icon={Trash2}
        label={say('actOn', { action: say('registry.delete'), name })}
        onClick={() => setDeleting(true)}
      />
      {deleting && (
        <Confirm
          title={say('registry.delete.title', { name })}
          confirm={say('registry.delete')}
          task={(client) => client['registry.deleteTag']({ host, repository, tag })}
          onClose={(done) => {
            setDeleting(false);
            if (done) onDeleted();
          }}
        >
          <p>{say('registry.delete.text')}</p>
        </Confirm>
      )}
    </div>
  );
}
