import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { MEDIA_STATUSES, TASK_STATUSES } from '../../media/status.ts';
import { countOverdue } from '../../pipeline/sweep-overdue.ts';
import type { Deps } from '../../runtime/deps.ts';
import { measureHealth } from './measure-health.ts';
import type { Metric } from './render-metrics.ts';

const QUEUE_STATES = {
  visible: 'ApproximateNumberOfMessages',
  in_flight: 'ApproximateNumberOfMessagesNotVisible',
  delayed: 'ApproximateNumberOfMessagesDelayed',
} as const;

const OPEN_TASK_STATUSES = TASK_STATUSES.filter((status) => status === 'Pending' || status === 'Running');

/** What can be counted now. A part that is down leaves its figures out; `gilfoyle_health` says which it is. */
export const measureService = async (deps: Deps): Promise<Metric[]> => {
  const families = await Promise.allSettled([measureHealth(deps), measureLedger(deps), measureQueues(deps)]);
  return families.flatMap((family) => {
    if (family.status === 'fulfilled') return family.value;
    deps.logger.warn('Some metrics could not be taken', { error: family.reason as Error });
    return [];
  });
};

const measureLedger = async (deps: Pick<Deps, 'database' | 'config' | 'now'>): Promise<Metric[]> => {
  const [medias, tasks, overdue] = await Promise.all([
    countByStatus(deps, 'select status, count(*)::text as count from media group by status'),
    countByStatus(
      deps,
      `select status, count(*)::text as count from task where status in ('Pending', 'Running') group by status`,
    ),
    countOverdue(deps),
  ]);
  return [
    {
      name: 'gilfoyle_medias',
      help: 'Medias in the ledger, by status.',
      type: 'gauge',
      samples: MEDIA_STATUSES.map((status) => ({ labels: { status }, value: medias.get(status) ?? 0 })),
    },
    {
      name: 'gilfoyle_medias_overdue',
      help: 'Medias that should have ended by now and have not. Anything but 0 is a fault.',
      type: 'gauge',
      samples: [{ labels: {}, value: overdue }],
    },
    {
      name: 'gilfoyle_open_tasks',
      help: 'Encoding tasks that are not done, by status.',
      type: 'gauge',
      samples: OPEN_TASK_STATUSES.map((status) => ({ labels: { status }, value: tasks.get(status) ?? 0 })),
    },
  ];
};

const countByStatus = async ({ database }: Pick<Deps, 'database'>, sql: string): Promise<Map<string, number>> => {
  const { rows } = await database.query<{ status: string; count: string }>(sql);
  return new Map(rows.map(({ status, count }) => [status, Number(count)]));
};

const measureQueues = async ({ sqs, resources }: Pick<Deps, 'sqs' | 'resources'>): Promise<Metric[]> => {
  // Without containers heavy tasks are in the queue of all others, which must not be counted twice.
  const queues = Object.entries(resources.queueUrls).filter(
    ([, url], i, all) => all.findIndex(([, other]) => other === url) === i,
  );
  const samples = queues.map(async ([queue, QueueUrl]) => {
    const AttributeNames = Object.values(QUEUE_STATES);
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
    return Object.entries(QUEUE_STATES).map(([state, attribute]) => ({
      labels: { queue, state },
      value: Number(Attributes?.[attribute] ?? 0),
    }));
  });
  return [
    {
      name: 'gilfoyle_queue_messages',
      help: 'Messages in a queue, approximately, by state.',
      type: 'gauge',
      samples: (await Promise.all(samples)).flat(),
    },
  ];
};
