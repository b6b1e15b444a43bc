/** What is asked of and told about compose projects. Paths are of the host. */
import * as v from 'valibot';
import { hostPath } from './entries/words.ts';

/** A project's name as compose allows it (compose-go, `loader.NormalizeProjectName`). */
export const projectName = v.pipe(v.string(), v.maxLength(200), v.regex(/^[a-z0-9][a-z0-9_-]*$/));

/** One run of the compose program. */
export const composeRun = v.pipe(
  v.strictObject({
    action: v.picklist(['up', 'down']),
    /** The project's files, the first one names its folder. `down` works without, by the project's name. */
    files: v.pipe(v.array(hostPath), v.maxLength(10)),
    project: v.exactOptional(projectName),
    /** With `up`: images are built first. */
    build: v.exactOptional(v.boolean()),
    /** With `down`: the project's volumes are removed, too. */
    volumes: v.exactOptional(v.boolean()),
  }),
  v.check(({ files, project, action }) => files.length > 0 || (action === 'down' && project !== undefined)),
);
export type ComposeRun = v.InferOutput<typeof composeRun>;
