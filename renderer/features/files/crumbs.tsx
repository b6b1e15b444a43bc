/** The way from the root to a folder; each step leads back there. */
import { shownName, stepsTo } from './rows.ts';
import { useText } from '../../text.ts';

export function Crumbs({ path, onGo }: { readonly path: string; readonly onGo: (path: string) => void }) {
  const say = useText();
  const steps = stepsTo(path);
  return (
    <nav className="files__crumbs" aria-label={say('files.path')}>
      <ol dir="ltr">
        {steps.map((step, index) => (
          <li key={step.path}>
            <button
              type="button"
              className="button button--quiet plain"
              aria-current={index === steps.length - 1 ? 'page' : undefined}
              onClick={() => onGo(step.path)}
            >
              {shownName(step.name)}
            </button>
            {index > 0 && index < steps.length - 1 && <span aria-hidden>/</span>}
          </li>
        ))}
      </ol>
    </nav>
  );
}
