/** What the image that is named in a form brings, asked when the typing pauses. */
import { useEffect, useState } from 'react';
import type { ImageDefaults } from '../../../main/contract/image-defaults.ts';
import { useCore } from '../../stores/core.ts';

/** Milliseconds without a key that make a pause. */
const pauseMs = 250;

/** Undefined while it isn't known, null for an image that the engine hasn't got. */
export function useImageDefaults(image: string): ImageDefaults | null | undefined {
  const client = useCore((state) => state.client);
  const images = useCore((state) => state.images);
  const [known, setKnown] = useState<{ image: string; defaults: ImageDefaults | null }>();
  const reference = image.trim();
  useEffect(() => {
    if (client === undefined || reference === '' || reference.length > 512) return;
    const controller = new AbortController();
    const ask = async () => {
      try {
        const defaults = await client['image.defaults']({ reference }, { signal: controller.signal });
        if (!controller.signal.aborted) setKnown({ image: reference, defaults });
      } catch {
        // Without them the form only proposes less; what is wrong shows when it is sent.
        if (!controller.signal.aborted) setKnown(undefined);
      }
    };
    const timer = setTimeout(() => void ask(), pauseMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
    // An image that came or went meanwhile is another answer.
  }, [client, images, reference]);
  return known?.image === reference ? known.defaults : undefined;
}
