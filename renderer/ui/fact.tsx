/** A line of a list of facts: a name, and its value or several on lines of their own. */
import type { ReactNode } from 'react';
import { inertText } from '../format.ts';

interface FactProps {
  readonly title: string;
  readonly mono?: boolean;
  readonly children: string;
}

/** Nothing where there is nothing to say. */
export function Fact({ title, mono = false, children }: FactProps): ReactNode {
  if (children === '') return null;
  return (
    <>
      <dt className="plain">{title}</dt>
      <dd className={`plain facts__value ${mono ? 'mono' : ''}`}>
        {children.split('\n').map(inertText).join('\n')}
      </dd>
    </>
  );
}
