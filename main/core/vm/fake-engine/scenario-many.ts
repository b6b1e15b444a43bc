/** More than anybody has, to see whether lists stay quick; and a few of the same, to compare with. */
import type { Engine } from './engine.ts';
import { addImage } from './images.ts';
import { hour, minute, seedContainer } from './seeding.ts';
import { addVolume } from './volumes.ts';

export interface Amounts {
  readonly containers: number;
  readonly images: number;
  readonly volumes: number;
}

export const many: Amounts = { containers: 1000, images: 5000, volumes: 100 };
export const few: Amounts = { containers: 10, images: 10, volumes: 10 };

/** Half of the containers run, and none of them says anything. */
export function fillAlike(engine: Engine, { containers, images, volumes }: Amounts): void {
  const now = engine.now();
  const padded = (n: number) => String(n).padStart(4, '0');
  for (let n = 0; n < images; n += 1) {
    addImage(engine, {
      ...{
        tags: [`registry.example/team-${n % 12}/service-${padded(n)}:1.${n % 30}`],
        created: now - (n % 500) * hour - n,
      },
      ...{
        size: 10_000_000 + (n % 200) * 1_700_000,
        pulled: n % 3 > 0,
        config: { Cmd: ['node', 'server.js'] },
      },
    });
  }
  for (let n = 0; n < volumes; n += 1)
    addVolume(engine, { name: `data-${padded(n)}`, created: now - n * hour });
  for (let n = 0; n < containers; n += 1) {
    const running = n % 2 === 0;
    const image = n % Math.min(images, 200);
    seedContainer(engine, {
      ...{ name: `service-${padded(n)}`, made: (n + 2) * minute, started: (n + 1) * minute },
      ...(running ? {} : { ended: n * minute, exitCode: n % 7 === 0 ? 1 : 0 }),
      body: {
        Image: `registry.example/team-${image % 12}/service-${padded(image)}:1.${image % 30}`,
        Labels: n % 4 === 0 ? { 'com.docker.compose.project': `project-${n % 40}` } : {},
        HostConfig: n % 10 === 0 ? { Binds: [`data-${padded((n / 10) % volumes)}:/data`] } : {},
      },
    });
  }
}
