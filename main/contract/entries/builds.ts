/** What can be asked about building images. */
import * as v from 'valibot';
import { buildId, buildItem, buildRecord, buildWish, dockerfileText, maxDockerfile } from '../build-model.ts';
import { call, stream } from '../rpc.ts';
import { done, hostPath, nothing } from './words.ts';

const dockerfile = { folder: hostPath, dockerfile: hostPath };

export const buildsEntries = {
  /** Builds; leaving the stream ends the build. Throws `build.*`, and what the engine refuses. */
  'build.run': stream(v.strictObject({ id: buildId, wish: buildWish }), buildItem),
  /** What was built, the newest first. */
  'builds.watch': stream(nothing, v.array(buildRecord)),
  /** Forgets some of what was built, or all of it; images stay. */
  'builds.forget': call(v.strictObject({ ids: v.nullable(v.array(v.string())) }), done),
  /** Folders of the core's computer whose path begins so, for somebody who types one. */
  'build.folders': call(
    v.strictObject({ path: v.pipe(v.string(), v.maxLength(4096), v.regex(/^[^\0\r\n]*$/)) }),
    v.array(v.string()),
  ),
  /** Throws `build.noFolder`, `build.notText`. */
  'build.readFile': call(v.strictObject(dockerfile), dockerfileText),
  /** Writes it if it still is the version that was read; answers the new one. Throws `build.fileChanged`, `file.*`. */
  'build.writeFile': call(
    v.strictObject({
      ...dockerfile,
      text: v.pipe(v.string(), v.maxLength(maxDockerfile)),
      version: v.string(),
    }),
    v.object({ version: v.string() }),
  ),
};
