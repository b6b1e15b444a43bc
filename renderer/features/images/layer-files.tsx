/** The files of one layer, once the core has read them. */
import { useCallback, useState } from 'react';
import type { CoreClient } from '../../../main/contract/contract.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import { bytesText, inertText } from '../../format.ts';
import { useText } from '../../text.ts';
import { ErrorNote } from '../../ui/notes.tsx';
import { SearchField } from '../../ui/page.tsx';
import { useRunningAnswer } from '../../stores/answer.ts';

export function LayerFileList({ id, diffId }: { readonly id: string; readonly diffId: string }) {
  const say = useText();
  const [search, setSearch] = useState('');
  const ask = useCallback(
    (client: CoreClient, options: AskOptions) =>
      client['image.layerFiles']({ id, diffId, search: search.trim() }, options),
    [id, diffId, search],
  );
  const { value, error } = useRunningAnswer(ask);
  return (
    <>
      <div className="tools">
        <SearchField value={search} onChange={setSearch} label={say('changes.search')} />
        {value !== undefined && (
          <span className="muted" role="status">
            {say('image.files.count', { n: value.total })}
            {value.wastedBytes > 0 &&
              ` · ${say('image.files.wasted', { size: bytesText(value.wastedBytes) })}`}
          </span>
        )}
      </div>
      {error !== undefined && <ErrorNote error={error} />}
      {value?.cut === true && <p className="muted">{say('image.files.cut')}</p>}
      {value !== undefined && value.total > value.items.length && (
        <p className="muted">{say('image.files.some', { n: value.items.length })}</p>
      )}
      {value !== undefined && (
        <ul className="images__fileList" aria-label={say('image.files')} tabIndex={0}>
          {value.items.map((file, n) => (
            <li key={`${n} ${file.path}`}>
              <span className="muted">{say(`image.files.${file.kind}`)}</span>
              <code className="clip plain" dir="ltr" title={inertText(file.path)}>
                {inertText(file.path)}
              </code>
              <span>{bytesText(file.kind === 'removed' ? file.wastedBytes : file.bytes)}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
