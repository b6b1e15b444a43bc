/** Pictures of building, for people to look at. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'vitest';
import { Builds } from './pages/builds.ts';
import { looks, nameOf, picture } from './pictures.ts';
import { describeWindow } from './window.ts';

const dockerfile = `FROM alpine AS build
WORKDIR app
RUN apk add make
COPY . .
RUM make
FROM scratch
COPY --from=biuld /app /app
CMD /app/serve
`;

describeWindow('pictures of builds', {}, (window) => {
  it.each(looks.map((look) => [nameOf(look), look] as const))(
    '%s',
    { timeout: 180_000 },
    async (name, look) => {
      const folder = await window.core.folder(`site-${name}`);
      await writeFile(join(folder, 'Dockerfile'), dockerfile);
      const shell = await window.open(look);
      const builds = await Builds.open(shell);
      await picture(shell, look, 'builds-list');
      await builds.form({ folder: '' });
      await picture(shell, look, 'builds-empty-form');
      await builds.form({ folder, tags: 'site:1.0', target: '', args: [['FAKE', 'fail']] });
      await builds.remarks.first().waitFor();
      await picture(shell, look, 'builds-form');
      await builds.build();
      await builds.outcome('failed');
      await picture(shell, look, 'builds-failed');
      await builds.form({ folder, tags: 'site:1.1', args: [] });
      await builds.build();
      await picture(shell, look, 'builds-busy');
      await builds.outcome('done');
      await picture(shell, look, 'builds-done');
      await shell.go('builds');
      await shell.row('site:1.1').first().waitFor();
      await picture(shell, look, 'builds-list-full');
    },
  );
});
