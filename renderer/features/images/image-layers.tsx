/** The history of an image, and on demand the files that each of its layers adds, changes or removes. */
import { useState } from 'react';
import { dockerCommand } from '../../../main/contract/docker-command.ts';
import type { ImageSummary } from '../../../main/contract/engine-model.ts';
import type { ImageDetails, ImageLayer } from '../../../main/contract/image-model.ts';
import { agoText, bytesText, inertText, shortId } from '../../format.ts';
import { useLanguage, useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { CommandLine } from '../../ui/command-line.tsx';
import { useNow } from '../../ui/use-now.ts';
import { LayerFileList } from './layer-files.tsx';
import { useTransfer } from '../transfer.ts';
import { TransferProgress } from '../transfer-progress.tsx';

interface LayersProps {
  readonly image: ImageSummary;
  readonly details: ImageDetails;
}

export function ImageLayers({ image, details }: LayersProps) {
  const say = useText();
  const reading = useTransfer();
  const [open, setOpen] = useState<string>();
  const running = reading.state === 'running';
  const { id } = image;
  const show = (diffId: string) => {
    setOpen(open === diffId ? undefined : diffId);
    // Asked each time: what is known is answered at once, and what was forgotten is read again.
    if (open === diffId) return;
    reading.begin({
      title: { key: 'image.files.task', values: { name: image.tags[0] ?? shortId(id) } },
      items: (client, signal) => client['image.readFiles']({ id }, { signal }),
    });
  };
  return (
    <div className="images__layers">
      <div className="tools">
        <CommandLine
          command={dockerCommand({ kind: 'image.history', reference: image.tags[0] ?? image.id })}
        />
        {running && <Button onClick={reading.cancel}>{say('pull.cancel')}</Button>}
      </div>
      <ol className="images__history" aria-label={say('image.tab.layers')}>
        {details.layers.map((layer, n) => {
          const { diffId } = layer;
          return (
            <li key={`${n} ${diffId}`} className={layer.empty ? 'images__step muted' : 'images__step'}>
              <Step layer={layer} />
              {diffId !== undefined && (
                <Button aria-expanded={open === diffId} onClick={() => show(diffId)}>
                  {say('image.files')}
                </Button>
              )}
              {diffId !== undefined && open === diffId && (
                <div className="images__files">
                  {reading.state === 'done' ? (
                    <LayerFileList id={id} diffId={diffId} />
                  ) : (
                    <TransferProgress transfer={reading} />
                  )}
                </div>
              )}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

function Step({ layer }: { readonly layer: ImageLayer }) {
  const say = useText();
  const language = useLanguage();
  const now = useNow(60_000);
  const shared = layer.sharedWith.slice(0, 5).join(', ');
  return (
    <div className="images__stepText">
      <code className="clip plain" title={inertText(layer.command)}>
        {inertText(layer.command)}
      </code>
      <span className="muted images__stepFacts">
        <span>{layer.empty ? say('image.layer.empty') : bytesText(layer.sizeBytes)}</span>
        <span>{agoText(layer.createdAt, now, language)}</span>
        {layer.diffId !== undefined && (
          <span className="mono" title={layer.diffId}>
            {shortId(layer.diffId)}
          </span>
        )}
        {shared !== '' && (
          <span className="clip plain">{say('image.layer.shared', { names: inertText(shared) })}</span>
        )}
      </span>
    </div>
  );
}
