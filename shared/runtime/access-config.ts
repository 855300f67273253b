import * as z from 'zod';
import { findPolicyFaults } from '../access/check-policy.ts';

/** Who may call the API. */
export const AccessConfig = z.strictObject({
  /**
   * `auto`: on a machine of one's own that listens on loopback anyone, until the first key is made; elsewhere holders of keys.
   * `keys`: holders of keys. `open`: anyone, on loopback only.
   */
  mode: z.enum(['auto', 'keys', 'open']).default('auto'),
  /** Roles beside the built-in ones, a casbin policy: lines such as `p, acme, tag:acme, read` and `g, acme, player`. */
  policy: z
    .string()
    .max(100_000)
    .superRefine((policy, context) => {
      for (const message of findPolicyFaults(policy)) context.addIssue({ code: 'custom', message });
    })
    .default(''),
  /** The same in a file of its own, beside this one. */
  policyFile: z.string().min(1).optional(),
  /** Requests a second of each key; 0 is no limit. */
  requestsPerSecond: z.number().min(0).max(100_000).default(50),
  /** How many of them at once, after a pause. */
  burst: z.int().min(1).max(100_000).default(200),
  /** Events of the audit are removed after this time. */
  auditDays: z.int().min(1).max(3650).default(90),
});
export type AccessConfig = z.infer<typeof AccessConfig>;
