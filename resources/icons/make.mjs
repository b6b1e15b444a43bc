/**
 * Draws the PNGs beside this file from its SVGs, with `rsvg-convert` (Debian: librsvg2-bin). They are committed, so this
 * only runs when a drawing has changed: `node resources/icons/make.mjs`.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const at = (name) => join(dirname(fileURLToPath(import.meta.url)), name);

function draw(source, target, size, viewBox) {
  const svg = readFileSync(at(`${source}.svg`), 'utf8');
  const input = viewBox === undefined ? svg : svg.replace(/viewBox="[^"]*"/, `viewBox="${viewBox}"`);
  const args = ['--width', String(size), '--height', String(size), '--output', at(`${target}.png`)];
  execFileSync('rsvg-convert', args, { input });
}

// The margin is macOS's; where there are few pixels none is given away.
for (const size of [16, 32]) draw('moorage', `moorage-${size}`, size, '100 100 824 824');
for (const size of [256, 512, 1024]) draw('moorage', `moorage-${size}`, size);
for (const look of ['stopped', 'starting', 'running', 'problem']) {
  // Windows and Linux show 16 and 24 pixels, macOS 16 points in one colour; each twice as dense beside it.
  for (const size of [16, 24]) {
    draw(`tray-${look}`, `tray-${look}-${size}`, size);
    draw(`tray-${look}`, `tray-${look}-${size}@2x`, 2 * size);
  }
  draw(`tray-${look}-Template`, `tray-${look}-Template`, 16);
  draw(`tray-${look}-Template`, `tray-${look}-Template@2x`, 32);
}
