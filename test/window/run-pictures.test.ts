/** Pictures of the run form, for people to look at. */
import { it } from 'vitest';
import { RunDialog } from './pages/run-dialog.ts';
import { looks, nameOf, picture } from './pictures.ts';
import { describeWindow } from './window.ts';

describeWindow('pictures of the run form', {}, (window) => {
  it.each(looks.map((look) => [nameOf(look), look] as const))('%s', async (_name, look) => {
    const shell = await window.open(look);
    const form = await RunDialog.open(shell);
    await picture(shell, look, 'run-empty');
    await form.paste(
      `docker run -d --name web -p 8080:80 -p 127.0.0.1:5353:53/udp -e GREETING=hello -v /srv/site:/usr/share/nginx/html:ro ` +
        `-v data:/data --tmpfs /run --restart on-failure:3 --memory 512m --cpus 1.5 --label team=web python:3.12-slim`,
    );
    await picture(shell, look, 'run-filled');
    await form.section('limits').locator('summary').click();
    await form.section('restart').locator('summary').click();
    await form.section('limits').scrollIntoViewIfNeeded();
    await picture(shell, look, 'run-more');
    await form.text('memory').fill('much');
    await form.text('name').fill('-');
    await form.submit();
    await form.dialog.getByText(shell.say('run.value.invalid')).waitFor();
    await picture(shell, look, 'run-faults');
    await form.paste('docker run --gpus all nginx', false);
    await picture(shell, look, 'run-paste-refused');
  });
});
