/** `moorage window`: an address at which a browser opens the window. */
import { AppError } from '../../contract/errors.ts';
import { parseWords } from '../args.ts';
import { openBrowser } from '../browser.ts';
import { print, printJson, type Cli } from '../cli.ts';
import { connectCore } from '../connection.ts';

export async function run(cli: Cli): Promise<number> {
  const { values } = parseWords(cli, 'window', { open: { type: 'boolean' }, json: { type: 'boolean' } });
  const connection = await connectCore(cli);
  try {
    const fresh = async () => {
      const { url } = await connection.core['window.address']({}, { signal: cli.signal });
      if (url === null) throw new AppError('window.none');
      return url;
    };
    const url = await fresh();
    if (values.json === true) printJson(cli, { url });
    else print(cli, url);
    // Another address than the one that is shown: each opens once.
    if (values.open === true) await openBrowser(process.platform, await fresh());
  } finally {
    connection.close();
  }
  return 0;
}
