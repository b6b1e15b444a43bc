/** What an image is, what it is called, who uses it, and what it brings to a container. */
import type { ImageSummary } from '../../../main/contract/engine-model.ts';
import type { ImageDetails } from '../../../main/contract/image-model.ts';
import { dockerCommand, quote } from '../../../main/contract/docker-command.ts';
import { agoText, bytesText } from '../../format.ts';
import { useLanguage, useText } from '../../text.ts';
import { CommandLine } from '../../ui/command-line.tsx';
import { Fact } from '../../ui/fact.tsx';
import { useNow } from '../../ui/use-now.ts';
import { ImageTags } from './image-tags.tsx';
import { UserLinks } from '../used-by.tsx';

interface OverviewProps {
  readonly image: ImageSummary;
  readonly details: ImageDetails;
}

export function ImageOverview({ image, details }: OverviewProps) {
  const say = useText();
  const language = useLanguage();
  const now = useNow(60_000);
  const { config } = details;
  const words = (list: readonly string[]) => list.map(quote).join(' ');
  return (
    <div className="images__overview">
      <CommandLine command={dockerCommand({ kind: 'image.inspect', reference: image.tags[0] ?? image.id })} />
      <section className="card">
        <h2>{say('image.tags')}</h2>
        <ImageTags image={image} />
      </section>
      <section className="card">
        <h2>{say('image.about')}</h2>
        <dl className="facts">
          <Fact title={say('image.id')}>{details.id}</Fact>
          <Fact title={say('image.digests')}>{details.digests.join('\n')}</Fact>
          <Fact title={say('image.platform')}>{details.platform}</Fact>
          <Fact title={say('column.size')}>{bytesText(details.sizeBytes)}</Fact>
          <Fact title={say('column.created')}>{agoText(image.createdAt, now, language)}</Fact>
          <Fact title={say('image.author')}>{details.author}</Fact>
        </dl>
      </section>
      <section className="card">
        <h2>{say('column.usedBy')}</h2>
        <UserLinks names={image.usedBy} />
      </section>
      <section className="card">
        <h2>{say('image.config')}</h2>
        <dl className="facts">
          <Fact title={say('image.entrypoint')}>{words(config.entrypoint)}</Fact>
          <Fact title={say('image.command')}>{words(config.command)}</Fact>
          <Fact title={say('image.user')}>{config.user}</Fact>
          <Fact title={say('image.workdir')}>{config.workdir}</Fact>
          <Fact title={say('image.ports')}>
            {config.ports.map(({ port, protocol }) => `${port}/${protocol}`).join(', ')}
          </Fact>
          <Fact title={say('image.volumes')}>{config.volumes.join('\n')}</Fact>
          <Fact title={say('image.health')}>{details.health}</Fact>
          <Fact title={say('image.env')}>
            {config.env.map(({ name, value }) => `${name}=${value}`).join('\n')}
          </Fact>
          <Fact title={say('image.labels')}>
            {details.labels.map(({ name, value }) => `${name}=${value}`).join('\n')}
          </Fact>
        </dl>
      </section>
    </div>
  );
}
