/** Going over the map with the arrow keys. Pure. */
import type { MapNode } from './map-layout.ts';

/** The node that a key leads to; undefined where it leads nowhere. */
export function nodeAfter(nodes: readonly MapNode[], from: string, key: string): MapNode | undefined {
  const at = nodes.find((one) => one.key === from);
  if (at === undefined) return undefined;
  const column = (n: number) => nodes.filter((one) => one.column === n).toSorted((a, b) => a.y - b.y);
  const same = column(at.column);
  const place = same.indexOf(at);
  switch (key) {
    case 'ArrowUp':
      return same[place - 1];
    case 'ArrowDown':
      return same[place + 1];
    case 'Home':
      return same[0];
    case 'End':
      return same.at(-1);
    case 'ArrowLeft':
      return nearest(column(at.column - 1), at);
    case 'ArrowRight':
      return nearest(column(at.column + 1), at);
    default:
      return undefined;
  }
}

function nearest(nodes: readonly MapNode[], to: MapNode): MapNode | undefined {
  const middle = ({ y, height }: MapNode) => y + height / 2;
  return nodes.toSorted((a, b) => Math.abs(middle(a) - middle(to)) - Math.abs(middle(b) - middle(to)))[0];
}
