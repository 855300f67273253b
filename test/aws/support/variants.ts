import type { z } from 'zod';
import type { AwsConfig } from '../../../shared/runtime/aws-config.ts';

export type Settings = z.input<typeof AwsConfig>;

/** Settings that together make every construct there is. */
export const VARIANTS = {
  defaults: {},
  aurora: { database: { kind: 'aurora' }, architecture: 'x86_64', heavyWorker: { spot: false, vcpus: 8, maxTasks: 2 } },
  'own database, own CDN, no containers': {
    database: { kind: 'url', secret: 'gilfoyle/database' },
    heavyWorker: { kind: 'off' },
    delivery: { kind: 'url', baseUrl: 'https://cdn.example.org' },
  },
  'development, own domain': {
    stage: 'development',
    database: { kind: 'aurora', minCapacity: 0.5 },
    keepOriginalsDays: 30,
    alarmEmail: 'ops@example.org',
    monthlyBudget: 50,
    delivery: {
      kind: 'cloudfront',
      domain: 'media.example.org',
      certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555',
      hostedZone: { id: 'Z0123456789ABCDEFGHIJ', name: 'example.org' },
    },
  },
} as const satisfies Readonly<Record<string, Settings>>;
