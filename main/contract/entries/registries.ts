/** What can be asked about registries. */
import * as v from 'valibot';
import { reference, transferItem } from '../engine-model.ts';
import {
  foundImage,
  manifestInfo,
  manifestName,
  namePage,
  pageMark,
  registryHost,
  registrySummary,
  repositoryPath,
} from '../registry-model.ts';
import { call, stream } from '../rpc.ts';
import { done, nothing } from './words.ts';

const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));
const after = { after: v.exactOptional(pageMark) };

export const registriesEntries = {
  /** Docker Hub, those that the user has listed, and those that `docker login` knows. */
  'registries.watch': stream(nothing, v.array(registrySummary)),
  'registry.add': call(v.strictObject({ host: registryHost }), done),
  /** Takes it off the list; signs out first. */
  'registry.remove': call(v.strictObject({ host: registryHost }), done),
  /**
   * The engine asks the registry whether it takes them; then the secret is kept. Throws `registry.signInRefused`,
   * `registry.unreachable`.
   */
  'registry.signIn': call(
    v.strictObject({
      host: registryHost,
      username: v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(256)),
      password: v.pipe(v.string(), v.nonEmpty(), v.maxLength(16_384)),
    }),
    done,
  ),
  'registry.signOut': call(v.strictObject({ host: registryHost }), done),
  /** `docker search`; a term that begins with a registry asks that one. */
  'registry.search': call(
    v.strictObject({
      term: reference,
      limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
    }),
    v.array(foundImage),
  ),
  'registry.repositories': call(v.strictObject({ host: registryHost, ...after }), namePage),
  'registry.tags': call(
    v.strictObject({ host: registryHost, repository: repositoryPath, ...after }),
    namePage,
  ),
  'registry.manifest': call(
    v.strictObject({ host: registryHost, repository: repositoryPath, name: manifestName }),
    manifestInfo,
  ),
  /** Where the registry knows no tag alone, the image behind it goes, and with it its other tags. */
  'registry.deleteTag': call(
    v.strictObject({ host: registryHost, repository: repositoryPath, tag: manifestName }),
    done,
  ),
  /** Gives an image of the engine the name, and pushes that. */
  'registry.push': stream(v.strictObject({ image: reference, target: reference }), transferItem),
  /** A registry in a container, for this computer only; its image is pulled where it isn't there. */
  'registry.run': stream(v.strictObject({ image: reference, port }), transferItem),
};
