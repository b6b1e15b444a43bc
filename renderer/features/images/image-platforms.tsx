/** For which platforms there is an image in its registry, which of them is here, and a way to the others. */
import { Download } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { CoreClient } from '../../../main/contract/contract.ts';
import { dockerCommand, type DockerAction } from '../../../main/contract/docker-command.ts';
import type { ImageSummary } from '../../../main/contract/engine-model.ts';
import type { ImageDetails, LocalPlatform } from '../../../main/contract/image-model.ts';
import { parseReference, type ImageReference } from '../../../main/contract/image-reference.ts';
import { samePlatform } from '../../../main/contract/platforms.ts';
import type { ManifestInfo } from '../../../main/contract/registry-model.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import { bytesText, inertText, shortId } from '../../format.ts';
import { useRunningAnswer, type Answer } from '../../stores/answer.ts';
import { beginTask, useTasks, watchTask } from '../../stores/tasks.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { CommandLine } from '../../ui/command-line.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Empty, ErrorNote } from '../../ui/notes.tsx';

interface PlatformsProps {
  readonly image: ImageSummary;
  readonly details: ImageDetails;
}

export function ImagePlatforms({ image, details }: PlatformsProps) {
  const say = useText();
  const [chosen, setChosen] = useState<string>();
  const tag = image.tags.find((one) => one === chosen) ?? image.tags[0];
  const reference = tag === undefined ? undefined : parseReference(tag);
  if (tag === undefined || reference === undefined) {
    return (
      <Empty icon={Download} title={say('platforms.noName')}>
        <p>{say('platforms.noName.text')}</p>
      </Empty>
    );
  }
  return <OfTag image={image} details={details} tag={tag} reference={reference} onChoose={setChosen} />;
}

interface OfTagProps extends PlatformsProps {
  readonly tag: string;
  readonly reference: ImageReference;
  readonly onChoose: (tag: string) => void;
}

function OfTag({ image, details, tag, reference, onChoose }: OfTagProps) {
  const say = useText();
  const { id } = image;
  const askHere = useCallback(
    (client: CoreClient, options: AskOptions) => client['image.platforms']({ id }, options),
    [id],
  );
  const { domain: host, path: repository, tag: name = 'latest' } = reference;
  const askThere = useCallback(
    (client: CoreClient, options: AskOptions) =>
      client['registry.manifest']({ host, repository, name }, options),
    [host, repository, name],
  );
  const local = useRunningAnswer(askHere);
  const there = useRunningAnswer(askThere);
  return (
    <div className="images__overview">
      <CommandLine command={dockerCommand(manifestCommand(tag, there.value))} />
      {image.tags.length > 1 && (
        <SelectField
          label={say('registry.tag')}
          value={tag}
          onChange={(event) => onChoose(event.target.value)}
        >
          {image.tags.map((one) => (
            <option key={one} value={one}>
              {inertText(one)}
            </option>
          ))}
        </SelectField>
      )}
      {local.error !== undefined && <ErrorNote error={local.error} onRetry={local.again} />}
      <InRegistry key={tag} tag={tag} there={there} details={details} local={local.value} />
    </div>
  );
}

/** What asks a registry for the same; one that has answered without TLS has to be allowed that. */
export function manifestCommand(reference: string, found: ManifestInfo | undefined): DockerAction {
  return { kind: 'image.manifest', reference, ...(found?.plainHttp === true ? { insecure: true } : {}) };
}

interface InRegistryProps {
  readonly tag: string;
  readonly there: Answer<ManifestInfo>;
  readonly details: ImageDetails;
  readonly local: readonly LocalPlatform[] | undefined;
}

function InRegistry({ tag, there: { value, error, again }, details, local = [] }: InRegistryProps) {
  const say = useText();
  const known = value?.platforms ?? [];
  // What is here and isn't in the registry: an image that was built here, or one of a tag that went on.
  const more = local.filter((one) => !known.some((other) => samePlatform(one.name, other.name)));
  return (
    <section className="card">
      <h2>{say('platforms.title')}</h2>
      {error !== undefined && <ErrorNote error={error} onRetry={again} />}
      {value === undefined && error === undefined && <p className="muted">{say('loading')}</p>}
      {value !== undefined && <p>{say(stateOf(value, details))}</p>}
      {known.length + more.length > 0 && (
        <ul className="images__platforms" aria-label={say('platforms.title')}>
          {known.map((one) => (
            <Platform
              key={`${one.name} ${one.digest ?? ''}`}
              {...one}
              tag={tag}
              here={local.some((other) => other.complete && samePlatform(other.name, one.name))}
            />
          ))}
          {more.map((one) => (
            <Platform key={one.name} name={one.name} here={one.complete} onlyHere={value !== undefined} />
          ))}
        </ul>
      )}
      <p className="muted">{say('platforms.hint')}</p>
    </section>
  );
}

/** Whether the registry has, under this tag, what is here: the engine remembers the digest that it pulled. */
function stateOf(
  { digest }: ManifestInfo,
  { digests }: ImageDetails,
): 'platforms.same' | 'platforms.other' | 'platforms.unknown' {
  if (digests.some((one) => one.endsWith(`@${digest}`))) return 'platforms.same';
  return digests.length === 0 ? 'platforms.unknown' : 'platforms.other';
}

interface PlatformProps {
  readonly name: string;
  readonly digest?: string;
  readonly sizeBytes?: number;
  readonly here: boolean;
  readonly onlyHere?: boolean;
  /** What is pulled; without it there is nothing to pull. */
  readonly tag?: string;
}

function Platform({ name, digest, sizeBytes, here, onlyHere = false, tag }: PlatformProps) {
  const say = useText();
  const [task, setTask] = useState<number>();
  const running = useTasks(({ tasks }) => tasks.some(({ id, state }) => id === task && state === 'running'));
  const pull = (reference: string) => {
    const wished = { reference, platform: name };
    const id = beginTask({
      title: { key: 'platforms.task', values: { name: reference, platform: name } },
      command: { kind: 'image.pull', ...wished },
      items: (client, signal) => client['image.pull'](wished, { signal }),
    });
    setTask(id);
    // Its progress is in the list of tasks; a failure becomes a notice.
    watchTask(id, false);
  };
  return (
    <li>
      <span className="plain">{inertText(name)}</span>
      <span className="muted mono plain">{digest === undefined ? '' : shortId(inertText(digest))}</span>
      <span className="muted">{sizeBytes === undefined ? '' : bytesText(sizeBytes)}</span>
      <span>
        {here && <span className="tag">{say('platforms.here')}</span>}{' '}
        {onlyHere && <span className="tag">{say('platforms.onlyHere')}</span>}
      </span>
      {tag !== undefined && !here && (
        <Button
          icon={Download}
          disabled={running}
          aria-label={say('actOn', { action: say('pull.submit'), name: inertText(name) })}
          onClick={() => pull(tag)}
        >
          {say('pull.submit')}
        </Button>
      )}
    </li>
  );
}
