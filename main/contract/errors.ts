/**
 * What can go wrong, as a closed list. Everything that a person may get to see is an `AppError`: a code from
 * this file, the values that its text needs, and perhaps one action that the window can offer. The texts live in
 * `messages.en.ts` and `messages.zh-cn.ts`; code switches on the code, never on text.
 */
import { english } from './messages.en.ts';
import { simplifiedChinese } from './messages.zh-cn.ts';

export type ErrorCode = keyof typeof english;

/** Languages that the app speaks. */
export type Language = 'en' | 'zh-CN';

/** One thing that the window may offer beside an error's text. */
export type ErrorAction = 'retry' | 'openSettings' | 'showLogs';

/** Values for the `{placeholders}` in an error's text. Never secrets: they are shown and logged. */
export type ErrorParams = Readonly<Record<string, string | number>>;

/** What a person reads: what happened, and what to do about it. */
export interface ErrorText {
  readonly what: string;
  readonly hint: string;
}

/** An `AppError` as it crosses a link. */
export interface WireError {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
  readonly action?: ErrorAction;
}

const catalogues: Record<Language, Record<ErrorCode, ErrorText>> = {
  en: english,
  'zh-CN': simplifiedChinese,
};

/** An error that a person may see. `cause` is for the log only and never crosses a link. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
  readonly action: ErrorAction | undefined;

  constructor(
    code: ErrorCode,
    options: { params?: ErrorParams; cause?: unknown; action?: ErrorAction } = {},
  ) {
    const params = options.params ?? {};
    const text = fill(english[code], params);
    super(`${text.what} ${text.hint}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.params = params;
    this.action = options.action;
  }
}

/** The text of an error in a language, its placeholders filled. */
export function describeError(error: AppError | WireError, language: Language): ErrorText {
  return fill(catalogues[language][error.code], error.params);
}

/** True for an `AppError` that carries this code. */
export function hasCode(error: unknown, code: ErrorCode): error is AppError {
  return error instanceof AppError && error.code === code;
}

/** True for the error that an aborted signal raises. A cancel is not a failure and is never shown as one. */
export function isCancel(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || hasCode(error, 'cancelled'));
}

/**
 * Makes an error ready for a link. Anything that is not an `AppError` becomes `internal` with a log id; `report`
 * gets the original so that it can be found in the log under that id.
 */
export function toWire(error: unknown, report: (logId: string, error: unknown) => void): WireError {
  if (error instanceof AppError) {
    const { code, params, action } = error;
    return action === undefined ? { code, params } : { code, params, action };
  }
  if (isCancel(error)) return { code: 'cancelled', params: {} };
  const logId = Math.floor(Math.random() * 0xffffffff)
    .toString(16)
    .padStart(8, '0');
  report(logId, error);
  return { code: 'internal', params: { logId } };
}

/** Turns what came over a link back into an `AppError`; what is not understood becomes `link.protocol`. */
export function fromWire(wire: unknown): AppError {
  if (typeof wire !== 'object' || wire === null) return new AppError('link.protocol');
  const { code, params, action } = wire as { code?: unknown; params?: unknown; action?: unknown };
  if (!isErrorCode(code)) return new AppError('link.protocol');
  const options: { params: ErrorParams; action?: ErrorAction } = { params: plainParams(params) };
  if (action === 'retry' || action === 'openSettings' || action === 'showLogs') options.action = action;
  return new AppError(code, options);
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(english, code);
}

function plainParams(value: unknown): ErrorParams {
  if (typeof value !== 'object' || value === null) return {};
  const kept = Object.entries(value).filter(
    (entry): entry is [string, string | number] =>
      typeof entry[1] === 'string' || typeof entry[1] === 'number',
  );
  return Object.fromEntries(kept);
}

function fill(text: ErrorText, params: ErrorParams): ErrorText {
  const put = (s: string) =>
    s.replace(/\{(\w+)\}/g, (whole, key: string) =>
      Object.hasOwn(params, key) ? String(params[key]) : whole,
    );
  return { what: put(text.what), hint: put(text.hint) };
}
