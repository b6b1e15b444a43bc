/**
 * The template of `docker inspect --format` that gives one value of what `docker inspect` tells. Templates are Go's
 * (pkg.go.dev/text/template): a field is `.Name`; `index` gets what is in a list, or under a key that is no name.
 */

/** A key of an object, or a place in a list. */
export type InspectStep = string | number;

/** Keys whose numbers docker writes as spans of time ("30s") unless it is asked for JSON. */
const spans: ReadonlySet<InspectStep> = new Set(['Interval', 'Timeout', 'StartPeriod', 'StartInterval']);

/**
 * The template for the value at a path, as short as it can be while what docker writes is the value itself: objects,
 * lists, null, and what docker would write in Go's own way (times, empty addresses) are asked for as JSON.
 */
export function inspectTemplate(path: readonly InspectStep[], value: unknown): string {
  const found = path.reduce<Expression>(stepInto, { text: '.', simple: true });
  const plain = found.text.startsWith('.') || found.text.startsWith('(') ? found.text : `(${found.text})`;
  return isPlain(path.at(-1), value) ? `{{${found.text}}}` : `{{json ${plain}}}`;
}

interface Expression {
  readonly text: string;
  /** May be followed by a field, or be a word of `index`, without brackets. */
  readonly simple: boolean;
}

function stepInto({ text, simple }: Expression, step: InspectStep): Expression {
  const base = simple ? text : `(${text})`;
  if (typeof step === 'string' && /^[A-Za-z_][A-Za-z0-9_]*$/.test(step))
    return { text: base === '.' ? `.${step}` : `${base}.${step}`, simple: true };
  return { text: `index ${base} ${typeof step === 'number' ? step : goString(step)}`, simple: false };
}

function isPlain(name: InspectStep | undefined, value: unknown): boolean {
  switch (typeof value) {
    case 'boolean':
      return true;
    case 'number':
      return name === undefined || !spans.has(name);
    case 'string':
      return value !== '' && !/^\d{4}-\d\d-\d\dT\d\d:/.test(value);
    default:
      return false;
  }
}

/** Escapes of JSON are escapes of Go's strings too (The Go Programming Language Specification, "String literals"). */
function goString(text: string): string {
  return JSON.stringify(text);
}
