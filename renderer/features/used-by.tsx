/** Names of what uses a thing of the engine. */
import { Link } from 'wouter';
import { inertText } from '../format.ts';
import { useCore } from '../stores/core.ts';
import { useText } from '../text.ts';

export function UsedBy({ names }: { readonly names: readonly string[] }) {
  const say = useText();
  const text = inertText(names.join(', '));
  if (names.length === 0) return <span className="muted">{say('unused')}</span>;
  return (
    <div className="clip plain" title={text}>
      {text}
    </div>
  );
}

/** The same as links to a tab of each container's page, where there is such a container. */
export function UserLinks({ names, tab }: { readonly names: readonly string[]; readonly tab?: string }) {
  const say = useText();
  const containers = useCore((state) => state.containers);
  if (names.length === 0) return <p className="muted">{say('unused')}</p>;
  const items = containers?.kind === 'ready' ? containers.items : [];
  const ending = tab === undefined ? '' : `/${tab}`;
  return (
    <ul className="users">
      {names.map((name) => {
        const id = items.find((one) => one.name === name)?.id;
        return (
          <li key={name} className="plain">
            {id === undefined ? (
              inertText(name)
            ) : (
              <Link href={`/containers/${encodeURIComponent(id)}${ending}`}>{inertText(name)}</Link>
            )}
          </li>
        );
      })}
    </ul>
  );
}
