import type { HealthCheckName } from '../schemas/health.ts';

const NAMES: Readonly<Record<HealthCheckName, string>> = {
  database: 'The database',
  originalsBucket: 'The bucket of originals',
  mediaBucket: 'The bucket of media',
  queues: 'A queue',
  idempotencyTable: 'The table of Idempotency-Keys',
  disk: 'The disk',
};

const CANNOT_BE_REACHED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ECONNRESET',
]);
/** What PostgreSQL says by its codes, as far as an operator can do something about it. */
const REASONS: Readonly<Record<string, string>> = {
  '28P01': 'refuses our password',
  '28000': 'refuses our user',
  '3D000': 'does not exist',
  '42P01': 'has no tables yet',
  '53100': 'has no room on its disk',
  '53300': 'has too many connections',
  '57P03': 'is starting',
};

const codesOf = (error: unknown): string[] => {
  if (!(error instanceof Error)) return [];
  const { code } = error as Error & { code?: unknown };
  const inner = error instanceof AggregateError ? error.errors : [error.cause];
  return [...(typeof code === 'string' ? [code] : []), error.name, ...inner.flatMap(codesOf)];
};

/** Why a check failed, as a sentence without addresses, names of resources or secrets: anybody may read it. */
export const explainCheck = (name: HealthCheckName, error: unknown, limitMs: number): string => {
  const codes = codesOf(error);
  const reason = codes.map((code) => REASONS[code]).find(Boolean);
  if (reason) return `${NAMES[name]} ${reason}.`;
  if (codes.includes('TimeoutError')) return `${NAMES[name]} did not answer within ${limitMs / 1000} s.`;
  if (codes.some((code) => CANNOT_BE_REACHED.has(code))) return `${NAMES[name]} cannot be reached.`;
  const kind = codes.find((code) => /^[A-Za-z0-9]{1,50}$/.test(code) && code !== 'Error');
  return `${NAMES[name]} answered with an error${kind ? ` (${kind})` : ''}; the log has more.`;
};
