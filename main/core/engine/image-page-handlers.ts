/** What the core answers about one image, its layers and its names. */
import type { CoreHandlers } from '../../contract/contract.ts';
import type { LayerFiles } from '../../contract/image-model.ts';
import type { TransferItem } from '../../contract/engine-model.ts';
import { AppError } from '../../contract/errors.ts';
import { engineCall } from './containers.ts';
import type { EngineTools } from './handlers.ts';
import { readDiffIds, readImage } from './image-details.ts';
import { readPlatforms } from './image-platforms.ts';
import { readLayers } from './layer-archive.ts';
import { planLayers, type PlannedLayer } from './layer-plan.ts';
import { imageArchive } from './savings.ts';
import { tellProgress } from './tell-progress.ts';
import { asRecord } from './untrusted.ts';

export type ImagePageEntries =
  'image.details' | 'image.platforms' | 'image.readFiles' | 'image.layerFiles' | 'image.tag' | 'images.prune';

/** Images whose files are remembered, and most files that one answer tells. */
const remembered = 3;
const mostFiles = 2000;

interface KnownFiles {
  readonly layers: ReadonlyMap<string, PlannedLayer>;
  readonly cut: boolean;
}

export function imagePageHandlers({ docker, undo }: EngineTools): Pick<CoreHandlers, ImagePageEntries> {
  const known = new Map<string, KnownFiles>();
  return {
    'image.details': ({ id }, signal) => readImage(docker, id, signal),
    'image.platforms': ({ id }, signal) => readPlatforms(docker, id, signal),
    'image.readFiles': async function* ({ id }, signal) {
      if (known.has(id)) return;
      const { diffIds, sizeBytes } = await readDiffIds(docker, id, signal);
      yield* tellProgress(signal, async (onProgress, inner) => {
        const source = await imageArchive(docker, [id], inner);
        try {
          const tell = (done: number) => onProgress(part(id, done, sizeBytes));
          const read = await readLayers(source, { diffIds, signal: inner, onProgress: tell });
          const planned = planLayers(read.layers);
          const layers = new Map(diffIds.flatMap((diffId, n) => (planned[n] ? [[diffId, planned[n]]] : [])));
          known.set(id, { layers, cut: read.cut });
        } finally {
          source.destroy();
        }
      });
      for (const old of [...known.keys()].slice(0, -remembered)) known.delete(old);
    },
    'image.layerFiles': async ({ id, diffId, search }) => filesOf(known.get(id), diffId, search),
    'image.tag': async ({ id, repository, tag }) => {
      await engineCall(() => docker.getImage(encodeURIComponent(id)).tag({ repo: repository, tag }));
      return null;
    },
    'images.prune': async ({ all }) => {
      await undo.finishAll(['image']);
      const filters = JSON.stringify({ dangling: [String(!all)] });
      const answer = asRecord(await engineCall(() => docker.pruneImages({ filters })));
      const { ImagesDeleted: gone, SpaceReclaimed: freed } = answer;
      const deleted = Array.isArray(gone) ? gone.filter((one) => 'Deleted' in asRecord(one)) : [];
      return { removed: deleted.length, freedBytes: typeof freed === 'number' && freed > 0 ? freed : 0 };
    },
  };
}

/** Throws `image.filesForgotten` when they were not read, or long ago. */
function filesOf(files: KnownFiles | undefined, diffId: string, search: string): LayerFiles {
  const layer = files?.layers.get(diffId);
  if (files === undefined || layer === undefined) throw new AppError('image.filesForgotten');
  const wanted = search.toLowerCase();
  const fitting = layer.files.filter(({ path }) => path.toLowerCase().includes(wanted));
  return {
    items: fitting.slice(0, mostFiles),
    total: fitting.length,
    wastedBytes: layer.wastedBytes,
    cut: files.cut,
  };
}

function part(id: string, done: number, total: number): TransferItem {
  const whole = total > 0 ? { total: Math.max(total, done) } : {};
  return { kind: 'part', id: id.replace('sha256:', '').slice(0, 12), status: '', done, ...whole };
}
