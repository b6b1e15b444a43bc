/** Files in shares by every provider, row by row; see `rows.ts`. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { limit } from '../pace.ts';
import { sharedHome } from '../shared-vm.ts';
import { fresh, openPlaces, providers, type Place, type Provider } from './place.ts';
import { rows } from './rows.ts';

const home = sharedHome();
let places: Readonly<Record<Provider, Place>> | undefined;
let dispose = () => Promise.resolve();

beforeAll(async () => {
  ({ places, dispose } = await openPlaces(home));
}, limit(60));

afterAll(() => dispose(), limit(30));

describe.each(providers)('parity C04 a share by %s', (provider) => {
  for (const [index, { name, limits, check }] of rows.entries()) {
    const limited = limits?.[provider];
    it(
      limited === undefined ? name : `${name} (limit: ${limited})`,
      async () => {
        const place = places?.[provider];
        if (place === undefined) throw new Error('the share is not there');
        await check(await fresh(place, `row-${index}`), limited !== undefined);
      },
      limit(20),
    );
  }
});
