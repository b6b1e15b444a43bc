/** What an image brings to a container that says nothing else: cleaned and bounded by the core, data of the guest. */
import * as v from 'valibot';

const words = v.array(v.string());

export const imageDefaults = v.object({
  entrypoint: words,
  command: words,
  env: v.array(v.object({ name: v.string(), value: v.string() })),
  /** Empty where the image doesn't say: root, and the root folder. */
  user: v.string(),
  workdir: v.string(),
  ports: v.array(v.object({ port: v.number(), protocol: v.picklist(['tcp', 'udp']) })),
  /** Paths in the container that get a volume of their own. */
  volumes: words,
});
export type ImageDefaults = v.InferOutput<typeof imageDefaults>;
