/** The frame of a page: its title, its search, its actions. */
import { Search } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { useText } from '../text.ts';

interface PageProps {
  readonly title: ReactNode;
  /** What the window's title says. */
  readonly name: string;
  readonly count?: number | undefined;
  readonly tools?: ReactNode;
  readonly children: ReactNode;
}

export function Page({ title, name, count, tools, children }: PageProps) {
  useEffect(() => {
    document.title = `${name} · Moorage`;
  }, [name]);
  return (
    <section className="page">
      <header className="page__head">
        <div className="page__title">
          <h1 className="clip" tabIndex={-1}>
            {title}
          </h1>
          {count !== undefined && <span className="muted">{count}</span>}
        </div>
        {tools}
      </header>
      <div className="page__body">{children}</div>
    </section>
  );
}

const typedInto = 'input:not([type="checkbox"]), textarea, select, dialog, [contenteditable], [role="menu"]';

/** The page's search; a slash leads to it from wherever nothing is typed. */
export function SearchField({
  value,
  onChange,
  label,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly label?: string;
}) {
  const say = useText();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented)
        return;
      const { target } = event;
      // A slash that is typed somewhere is a slash.
      if (target instanceof Element && target.closest(typedInto) !== null) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <div className="search">
      <Search size={15} aria-hidden />
      <input
        ref={input}
        className="input"
        type="search"
        aria-label={label ?? say('search')}
        placeholder={label ?? say('search')}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        spellCheck={false}
      />
    </div>
  );
}
