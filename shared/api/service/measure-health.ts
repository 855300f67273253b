import type { Deps } from '../../runtime/deps.ts';
import type { HealthStatus } from '../schemas/health.ts';
import { checkHealth } from './check-health.ts';
import type { Metric } from './render-metrics.ts';

const VALUES: Readonly<Record<HealthStatus, number>> = { ok: 1, degraded: 0.5, failed: 0 };

/** What `GET /healthz` says, as numbers. Never fails. */
export const measureHealth = async (deps: Deps): Promise<Metric[]> => {
  const { checks } = await checkHealth(deps);
  const { freeBytes, totalBytes } = checks.disk ?? {};
  const bytes = (name: string, help: string, value: number | undefined): Metric[] =>
    value === undefined ? [] : [{ name, help, type: 'gauge', samples: [{ labels: {}, value }] }];
  const parts = Object.entries(checks).flatMap(([part, check]) => (check ? [[part, check] as const] : []));
  return [
    {
      name: 'gilfoyle_health',
      help: 'Health of a part: 1 it works, 0.5 it is slow or nearly full, 0 it does not work.',
      type: 'gauge',
      samples: parts.map(([part, { status }]) => ({ labels: { part }, value: VALUES[status] })),
    },
    {
      name: 'gilfoyle_health_seconds',
      help: 'How long the part took to answer.',
      type: 'gauge',
      samples: parts.map(([part, { milliseconds }]) => ({ labels: { part }, value: milliseconds / 1000 })),
    },
    ...bytes('gilfoyle_disk_free_bytes', 'Free on the disk of the data folder.', freeBytes),
    ...bytes('gilfoyle_disk_bytes', 'Size of the disk of the data folder.', totalBytes),
  ];
};
