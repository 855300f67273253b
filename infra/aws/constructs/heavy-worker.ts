import { Duration, Stack } from 'aws-cdk-lib';
import { AdjustmentType } from 'aws-cdk-lib/aws-applicationautoscaling';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import {
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  IpAddresses,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import {
  Cluster,
  type ContainerDefinition,
  ContainerImage,
  type ContainerImageConfig,
  ContainerInsights,
  CpuArchitecture,
  FargatePlatformVersion,
  FargateService,
  FargateTaskDefinition,
  LogDrivers,
  OperatingSystemFamily,
} from 'aws-cdk-lib/aws-ecs';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { AwsConfig } from '../../../shared/runtime/aws-config.ts';
import type { BuiltAsset } from '../deployment.ts';
import type { Removal } from './removal.ts';
import type { WorkQueue } from './work-queue.ts';

export interface HeavyWorkerProps {
  readonly settings: AwsConfig['heavyWorker'];
  readonly architecture: AwsConfig['architecture'];
  readonly queue: WorkQueue;
  readonly environment: Readonly<Record<string, string>>;
  readonly image: BuiltAsset;
  readonly logDays: AwsConfig['logDays'];
  readonly removal: Removal;
}

/** Encoders want about this much; a vCPU comes with 2 to 8 GiB. */
const MEBIBYTES_PER_VCPU = 2048;
const CPU_UNITS_PER_VCPU = 1024;

/** What Fargate gives at most between SIGTERM and SIGKILL; Spot's notice is as long. */
const STOP_TIMEOUT = Duration.seconds(120);
const SCALING_PERIOD = Duration.minutes(1);

class BuiltImage extends ContainerImage {
  private readonly image: BuiltAsset;

  constructor(image: BuiltAsset) {
    super();
    this.image = image;
  }

  override bind(scope: Construct, { taskDefinition }: ContainerDefinition): ContainerImageConfig {
    const { sourceHash, executable } = this.image;
    const { imageUri, repositoryName } = Stack.of(scope).synthesizer.addDockerImageAsset({
      displayName: 'heavy worker',
      sourceHash,
      executable: [...executable],
    });
    Repository.fromRepositoryName(scope, 'Images', repositoryName).grantPull(taskDefinition.obtainExecutionRole());
    return { imageName: imageUri };
  }
}

/**
 * Containers for tasks that no Lambda can do in its time: none while their queue is empty, one for each waiting or running
 * task otherwise, up to `maxTasks`. A container that works is protected from being scaled in.
 */
export class HeavyWorker extends Construct {
  readonly taskDefinition: FargateTaskDefinition;
  readonly service: FargateService;

  constructor(scope: Construct, id: string, props: HeavyWorkerProps) {
    super(scope, id);
    const { settings, queue, removal } = props;
    const vpc = this.createNetwork(props.logDays, removal);
    const cluster = new Cluster(this, 'Cluster', {
      vpc,
      containerInsightsV2: ContainerInsights.DISABLED,
      enableFargateCapacityProviders: true,
    });
    this.taskDefinition = this.createTaskDefinition(props);
    this.service = new FargateService(this, 'Service', {
      cluster,
      taskDefinition: this.taskDefinition,
      desiredCount: 0,
      minHealthyPercent: 0,
      maxHealthyPercent: 100,
      capacityProviderStrategies: [{ capacityProvider: settings.spot ? 'FARGATE_SPOT' : 'FARGATE', weight: 1 }],
      platformVersion: FargatePlatformVersion.LATEST,
      circuitBreaker: { rollback: true },
      // No way in, and out to S3 and SQS without a NAT gateway, which would cost more than all else together.
      vpcSubnets: { subnetType: SubnetType.PUBLIC },
      assignPublicIp: true,
      securityGroups: [new SecurityGroup(this, 'Outbound', { vpc, description: 'Nothing comes in' })],
    });
    this.scaleByQueue(queue, settings.maxTasks);
    queue.grantConsume(this.taskDefinition.taskRole);
    this.taskDefinition.addToTaskRolePolicy(
      new PolicyStatement({
        actions: ['ecs:UpdateTaskProtection'],
        resources: [
          Stack.of(this).formatArn({ service: 'ecs', resource: 'task', resourceName: `${cluster.clusterName}/*` }),
        ],
      }),
    );
  }

  private createNetwork(logDays: number, { removalPolicy }: Removal): Vpc {
    const vpc = new Vpc(this, 'Network', {
      ipAddresses: IpAddresses.cidr('10.43.0.0/20'),
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [
        { name: 'worker', subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: false, cidrMask: 24 },
      ],
      gatewayEndpoints: { S3: { service: GatewayVpcEndpointAwsService.S3 } },
    });
    const logGroup = new LogGroup(this, 'NetworkLog', { retention: logDays, removalPolicy });
    vpc.addFlowLog('Rejected', {
      destination: FlowLogDestination.toCloudWatchLogs(logGroup),
      trafficType: FlowLogTrafficType.REJECT,
    });
    return vpc;
  }

  private createTaskDefinition({
    settings,
    architecture,
    environment,
    image,
    logDays,
    removal,
  }: HeavyWorkerProps): FargateTaskDefinition {
    const task = new FargateTaskDefinition(this, 'Task', {
      cpu: settings.vcpus * CPU_UNITS_PER_VCPU,
      memoryLimitMiB: settings.vcpus * MEBIBYTES_PER_VCPU,
      runtimePlatform: {
        cpuArchitecture: architecture === 'arm64' ? CpuArchitecture.ARM64 : CpuArchitecture.X86_64,
        operatingSystemFamily: OperatingSystemFamily.LINUX,
      },
    });
    task.addContainer('Worker', {
      image: new BuiltImage(image),
      environment,
      stopTimeout: STOP_TIMEOUT,
      readonlyRootFilesystem: true,
      logging: LogDrivers.awsLogs({
        streamPrefix: 'worker',
        logGroup: new LogGroup(this, 'Log', { retention: logDays, removalPolicy: removal.removalPolicy }),
      }),
    });
    return task;
  }

  private scaleByQueue(queue: WorkQueue, maxTasks: number): void {
    const period = SCALING_PERIOD;
    const messages = new MathExpression({
      // SQS says nothing of messages that are worked on while there are none, and a sum with nothing is nothing.
      expression: 'waiting + FILL(running, 0)',
      label: 'Heavy tasks',
      period,
      usingMetrics: {
        waiting: queue.queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
        running: queue.queue.metricApproximateNumberOfMessagesNotVisible({ period, statistic: 'Maximum' }),
      },
    });
    const counts = Array.from({ length: maxTasks }, (_, index) => index + 1);
    this.service.autoScaleTaskCount({ minCapacity: 0, maxCapacity: maxTasks }).scaleOnMetric('Tasks', {
      metric: messages,
      adjustmentType: AdjustmentType.EXACT_CAPACITY,
      scalingSteps: [{ upper: 0, change: 0 }, ...counts.map((count) => ({ lower: count, change: count }))],
      cooldown: period,
      evaluationPeriods: 1,
    });
  }
}
