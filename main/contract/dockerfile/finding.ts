/** Something that can be said of a line of a Dockerfile. */
export const findingCodes = [
  'unknown',
  'unknownLike',
  'noFrom',
  'beforeFrom',
  'noArguments',
  'tooFew',
  'fromForm',
  'stageName',
  'stageTwice',
  'json',
  'copyFrom',
  'copyFromNumber',
  'target',
  'add',
  'aptYes',
  'aptUpdate',
  'noTag',
  'latest',
  'shellForm',
  'maintainer',
  'twice',
  'legacyEnv',
  'argForm',
  'heredoc',
  'port',
  'onbuild',
  'workdir',
  'escape',
] as const;
export type FindingCode = (typeof findingCodes)[number];

export interface Finding {
  /** From 1 on. */
  readonly line: number;
  /** An error stops the build. */
  readonly severity: 'error' | 'warning' | 'advice';
  readonly code: FindingCode;
  /** `name`: what it is about; `like`: what may be meant. */
  readonly values: Readonly<Record<string, string>>;
}

export function finding(
  line: number,
  severity: Finding['severity'],
  code: FindingCode,
  values: Finding['values'] = {},
): Finding {
  return { line, severity, code, values };
}
