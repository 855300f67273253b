import * as z from 'zod';

/** What the test tells the host. Trouble is off in a new process. */
export const ToHost = z.discriminatedUnion('type', [
  z.object({ type: z.literal('clock'), byMs: z.number() }),
  z.object({ type: z.literal('trouble'), isOn: z.boolean() }),
]);
export type ToHost = z.infer<typeof ToHost>;

/** What the host tells the test. */
export const FromHost = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ready'),
    url: z.string(),
    databaseUrl: z.string(),
    /** Those of dead letters as well. */
    queueUrls: z.array(z.string()),
  }),
  z.object({ type: z.literal('fault'), what: z.string() }),
]);
export type FromHost = z.infer<typeof FromHost>;

export interface HostSettings {
  readonly seed: number;
  /** How far its clock is ahead. */
  readonly clockMs: number;
}

const Variables = z.object({ CHAOS_SEED: z.coerce.number(), CHAOS_CLOCK_MS: z.coerce.number() });

export const readHostSettings = (env: NodeJS.ProcessEnv): HostSettings => {
  const { CHAOS_SEED: seed, CHAOS_CLOCK_MS: clockMs } = Variables.parse(env);
  return { seed, clockMs };
};

export const writeHostSettings = ({ seed, clockMs }: HostSettings): Record<string, string> => ({
  CHAOS_SEED: `${seed}`,
  CHAOS_CLOCK_MS: `${clockMs}`,
});
