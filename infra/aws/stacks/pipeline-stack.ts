import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { perQueue, type QueueName } from '../../../shared/runtime/queues.ts';
import { resourceVariables } from '../../../shared/runtime/resource-variables.ts';
import { KEPT_WARM } from '../aws-topology.ts';
import { Clock } from '../constructs/clock.ts';
import type { Delivery } from '../constructs/delivery.ts';
import { DeployStep } from '../constructs/deploy-step.ts';
import { FfmpegLayer } from '../constructs/ffmpeg-layer.ts';
import { type DeployedFunction, Functions } from '../constructs/functions.ts';
import { HeavyWorker } from '../constructs/heavy-worker.ts';
import { HttpApi } from '../constructs/http-api.ts';
import { KeepWarm } from '../constructs/keep-warm.ts';
import type { Ledger } from '../constructs/ledger.ts';
import { Observability } from '../constructs/observability.ts';
import { removalOf } from '../constructs/removal.ts';
import { Stage } from '../constructs/stage.ts';
import { WorkQueue } from '../constructs/work-queue.ts';
import type { Deployment } from '../deployment.ts';
import { grantPermission, type Resources } from '../grant-permission.ts';
import type { DataStack } from './data-stack.ts';

export interface PipelineStackProps extends StackProps {
  readonly deployment: Deployment;
  readonly data: DataStack;
  /** Absent with a CDN of your own. */
  readonly delivery?: Delivery;
}

/** Everything that works. It holds nothing that could not be made again: the ledger sends lost messages once more. */
export class PipelineStack extends Stack {
  constructor(scope: Construct, id: string, { deployment, data, delivery, ...props }: PipelineStackProps) {
    super(scope, id, props);
    const { aws } = deployment;
    const queues = this.createQueues(deployment, data);
    const resources: Resources = { ...data.resources, queues, ...(delivery ? { delivery } : {}) };
    const environment = { ...this.describe(resources, deployment), METRICS: 'emf', SERVICE_NAME: aws.name };
    const ffmpeg = new FfmpegLayer(this, 'Ffmpeg', { architecture: aws.architecture, asset: deployment.ffmpeg });
    const functions = new Functions(this, 'Functions', {
      deployment,
      resources,
      ledger: data.ledger,
      ffmpeg,
      environment,
      // A CDN of your own checks no tokens.
      except: delivery ? [] : ['keys'],
    });

    const api = this.connect(functions.all, resources, data.ledger, deployment);
    this.createHeavyWorker(resources, environment, deployment);
    new KeepWarm(this, 'KeepWarm', {
      functions: functions.all.filter(({ name }) => KEPT_WARM.includes(name)).map(({ fn }) => fn),
    });
    new Observability(this, 'Observability', {
      aws,
      functions: functions.all,
      queues,
      api,
      ...(delivery ? { delivery } : {}),
    });
    new CfnOutput(this, 'ApiUrl', { value: api.url });
    new CfnOutput(this, 'AdminKeyTable', {
      value: resources.idempotency.table.tableName,
      description: 'Keeps the first API key; docs/operations.md says how to read it.',
    });
  }

  /** `ingest` has its queue beside the bucket that fills it. Without a heavy worker, heavy tasks go where all others go. */
  private createQueues({ aws, topology }: Deployment, data: DataStack): Resources['queues'] {
    const create = (name: Exclude<QueueName, 'ingest'>, id: string) =>
      new WorkQueue(this, id, { spec: topology[name] });
    const transcode = create('transcode', 'TranscodeQueue');
    return {
      ingest: data.resources.originals.arrivals,
      first: create('first', 'FirstQueue'),
      soon: create('soon', 'SoonQueue'),
      transcode,
      heavy: aws.heavyWorker.kind === 'off' ? transcode : create('heavy', 'HeavyQueue'),
      record: create('record', 'RecordQueue'),
      publish: create('publish', 'PublishQueue'),
      purge: create('purge', 'PurgeQueue'),
    };
  }

  private describe(resources: Resources, { aws }: Deployment): Record<string, string> {
    const { originals, media, idempotency, keys, queues, delivery } = resources;
    return resourceVariables({
      originalsBucket: originals.bucket.bucketName,
      mediaBucket: media.bucket.bucketName,
      queueUrls: perQueue((queue) => queues[queue].queue.queueUrl),
      deadLetterUrls: perQueue((queue) => queues[queue].deadLetters.queueUrl),
      idempotencyTable: idempotency.table.tableName,
      keysTable: keys.table.tableName,
      playbackBaseUrl: aws.delivery.kind === 'url' ? aws.delivery.baseUrl : (delivery?.url ?? ''),
      playbackTokens: delivery !== undefined,
      ...(delivery ? { keyValueStoreArn: delivery.keysArn, distributionId: delivery.distributionId } : {}),
    });
  }

  /** What starts each function. */
  private connect(
    functions: readonly DeployedFunction[],
    resources: Resources,
    ledger: Ledger,
    deployment: Deployment,
  ): HttpApi {
    const { stage, logDays } = deployment.aws;
    // A database or a key-value store that was replaced is as empty as a new one.
    const { delivery } = resources;
    const fingerprint = {
      migrations: deployment.migrations,
      ...ledger.environment,
      ...(delivery ? { edgeKeys: delivery.keysArn } : {}),
    };
    const steps: DeployStep[] = [];
    let api: HttpApi | undefined;
    for (const { spec, fn } of functions) {
      const { trigger } = spec;
      switch (trigger.kind) {
        case 'http':
          api = new HttpApi(this, 'HttpApi', { fn, logDays, removal: removalOf(stage) });
          break;
        case 'queue':
          new Stage(this, `${fn.node.id}Stage`, { spec, queue: resources.queues[trigger.queue], fn });
          break;
        case 'schedule':
          new Clock(this, `${fn.node.id}Clock`, { fn, everySeconds: trigger.everySeconds });
          break;
        case 'deploy': {
          const { timeoutSeconds } = spec;
          steps.push(new DeployStep(this, `${fn.node.id}Step`, { fn, timeoutSeconds, fingerprint }));
          break;
        }
        default:
          trigger satisfies never;
      }
    }
    // New code never meets an old ledger. Old code meets the new one for a while, which migrations allow for.
    for (const { spec, fn } of functions) {
      if (spec.trigger.kind !== 'deploy') fn.node.addDependency(...steps);
    }
    if (!api) throw new Error('The topology has no function that answers HTTP');
    return api;
  }

  private createHeavyWorker(
    resources: Resources,
    environment: Readonly<Record<string, string>>,
    { aws, topology, workerImage }: Deployment,
  ): void {
    if (aws.heavyWorker.kind === 'off') return;
    const worker = new HeavyWorker(this, 'HeavyWorker', {
      settings: aws.heavyWorker,
      architecture: aws.architecture,
      queue: resources.queues.heavy,
      environment: { ...environment, AWS_REGION: this.region },
      image: workerImage,
      logDays: aws.logDays,
      removal: removalOf(aws.stage),
    });
    for (const permission of topology.heavy.may) {
      grantPermission(resources, permission, worker.taskDefinition.taskRole);
    }
  }
}
