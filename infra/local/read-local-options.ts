import { resolve } from 'node:path';
import * as z from 'zod';
import { secretKind } from '../../shared/access/secrets.ts';
import type { HostOptions } from './start-host.ts';
import { StartUpError } from './start-up-error.ts';

const NOT_A_PORT = 'must be a port: a whole number from 0 (a free one) to 65535';
const port = z
  .string()
  .regex(/^\d{1,5}$/, NOT_A_PORT)
  .transform(Number)
  .refine((value) => value <= 65_535, NOT_A_PORT);
const LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'SILENT'] as const;

const Variables = z.object({
  PORT: port.default(3000),
  GILFOYLE_DATA: z.string().default('.gilfoyle'),
  GILFOYLE_HOST: z.string().default('127.0.0.1'),
  GILFOYLE_PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://media.example.org' })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  GILFOYLE_ADMIN_KEY: z
    .string()
    .refine(
      (key) => secretKind(key) === 'gk',
      'must be "gk_" and 43 letters, digits, "-" and "_": 32 random bytes in base64url',
    )
    .optional(),
  FFMPEG_PATH: z.string().optional(),
  FFPROBE_PATH: z.string().optional(),
  LOG_LEVEL: z.enum(LEVELS, `must be one of ${LEVELS.join(', ')}`).optional(),
});

type LocalOptions = Omit<HostOptions, 'config' | 'onProgress' | 'specs' | 'load'> & {
  /** A key with all rights, which is made at the start. */
  readonly adminKey?: string;
};

/** What the environment says about this machine. An empty variable is one that is not set. */
export const readLocalOptions = (
  env: Readonly<Record<string, string | undefined>>,
  workingFolder: string,
): LocalOptions => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = Variables.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path: [name = ''], message }) =>
      name === 'GILFOYLE_ADMIN_KEY' ? `${name} ${message}` : `${String(name)}=${given[String(name)]} ${message}`,
    );
    throw new StartUpError(`The environment can't be used: ${faults.join('; ')}.`);
  }
  const { PORT, GILFOYLE_DATA, GILFOYLE_HOST, GILFOYLE_PUBLIC_URL, GILFOYLE_ADMIN_KEY } = parsed.data;
  const { FFMPEG_PATH, FFPROBE_PATH, LOG_LEVEL } = parsed.data;
  return {
    port: PORT,
    host: GILFOYLE_HOST,
    dataDirectory: resolve(workingFolder, GILFOYLE_DATA),
    ...(GILFOYLE_PUBLIC_URL ? { publicUrl: GILFOYLE_PUBLIC_URL } : {}),
    ...(GILFOYLE_ADMIN_KEY ? { adminKey: GILFOYLE_ADMIN_KEY } : {}),
    ...(FFMPEG_PATH ? { ffmpeg: FFMPEG_PATH } : {}),
    ...(FFPROBE_PATH ? { ffprobe: FFPROBE_PATH } : {}),
    ...(LOG_LEVEL ? { logLevel: LOG_LEVEL } : {}),
  };
};
