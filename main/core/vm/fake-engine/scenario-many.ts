/** More than anybody has, to see whether lists stay quick. */
import type { Engine } from './engine.ts';
import { addImage } from './images.ts';
import { hour, minute, seedContainer } from './seeding.ts';
import { addVolume } from './volumes.ts';

const containers = 1000;
const images = 5000;
/** Those that containers are made of. */
const usedImages = 200;
const volumes = 100;

/** Half of the containers run, and none of them says anything. */
export function fillMany(engine: Engine): void {
  const now = engine.now();
  const padded = (n: number) => String(n).padStart(4, '0');
  for (let n = 0; n < images; n += 1) {
    addImage(engine, {
      ...{
        tags: [`registry.example/team-${n % 12}/service-${padded(n)}:1.${n % 30}`],
        created: now - n * hour,
      },
      ...{ size: 10_000_000 + n * 1_700_000, pulled: n % 3 > 0, config: { Cmd: ['node', 'server.js'] } },
    });
  }
  for (let n = 0; n < volumes; n += 1)
    addVolume(engine, { name: `data-${padded(n)}`, created: now - n * hour });
  for (let n = 0; n < containers; n += 1) {
    const running = n % 2 === 0;
    const image = n % usedImages;
    seedContainer(engine, {
      ...{ name: `service-${padded(n)}`, made: (n + 2) * minute, started: (n + 1) * minute },
      ...(running ? {} : { ended: n * minute, exitCode: n % 7 === 0 ? 1 : 0 }),
      body: {
        Image: `registry.example/team-${image % 12}/service-${padded(image)}:1.${image % 30}`,
        Labels: n % 4 === 0 ? { 'com.docker.compose.project': `project-${n % 40}` } : {},
        HostConfig: n % 10 === 0 ? { Binds: [`data-${padded(n / 10)}:/data`] } : {},
      },
    });
  }
}
