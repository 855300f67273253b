import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { MEDIA_STATUSES, TASK_STATUSES } from '../../media/status.ts';
import type { Deps } from '../../runtime/deps.ts';
import type { Metric } from './render-metrics.ts';

const QUEUE_STATES = {
  visible: 'ApproximateNumberOfMessages',
  in_flight: 'ApproximateNumberOfMessagesNotVisible',
  delayed: 'ApproximateNumberOfMessagesDelayed',
} as const;

const OPEN_TASK_STATUSES = TASK_STATUSES.filter((status) => status === 'Pending' || status === 'Running');

export const measureService = async (deps: Pick<Deps, 'database' | 'sqs' | 'resources'>): Promise<Metric[]> => {
  const [medias, tasks, queues] = await Promise.all([
    countByStatus(deps, 'select status, count(*)::text as count from media group by status'),
    countByStatus(
      deps,
      `select status, count(*)::text as count from task where status in ('Pending', 'Running') group by status`,
    ),
    measureQueues(deps),
  ]);
  return [
    {
      name: 'gilfoyle_medias',
      help: 'Medias in the ledger, by status.',
      type: 'gauge',
      samples: MEDIA_STATUSES.map((status) => ({ labels: { status }, value: medias.get(status) ?? 0 })),
    },
    {
      name: 'gilfoyle_open_tasks',
      help: 'Encoding tasks that are not done, by status.',
      type: 'gauge',
      samples: OPEN_TASK_STATUSES.map((status) => ({ labels: { status }, value: tasks.get(status) ?? 0 })),
    },
    {
      name: 'gilfoyle_queue_messages',
      help: 'Messages in a queue, approximately, by state.',
      type: 'gauge',
      samples: queues,
    },
  ];
};

const countByStatus = async ({ database }: Pick<Deps, 'database'>, sql: string): Promise<Map<string, number>> => {
  const { rows } = await database.query<{ status: string; count: string }>(sql);
  return new Map(rows.map(({ status, count }) => [status, Number(count)]));
};

const measureQueues = async ({ sqs, resources }: Pick<Deps, 'sqs' | 'resources'>): Promise<Metric['samples']> => {
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
  return (await Promise.all(samples)).flat();
};
