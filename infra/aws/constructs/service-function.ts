import { Duration } from 'aws-cdk-lib';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { AwsConfig } from '../../../shared/runtime/aws-config.ts';
import type { FunctionSpec } from '../../topology.ts';
import type { FfmpegLayer } from './ffmpeg-layer.ts';
import type { Ledger } from './ledger.ts';
import type { Removal } from './removal.ts';

export interface ServiceFunctionProps {
  readonly spec: FunctionSpec;
  /** The bundle: a folder with `index.mjs`. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly architecture: AwsConfig['architecture'];
  readonly logDays: AwsConfig['logDays'];
  readonly removal: Removal;
  /** For functions that may use the database. */
  readonly ledger?: Ledger;
  /** For functions that start ffmpeg. */
  readonly ffmpeg?: FfmpegLayer;
}

/**
 * A function of the topology as a Lambda: its own role that may nothing but write its log and its trace until verbs grant more,
 * its own log group.
 */
export class ServiceFunction extends Construct {
  readonly lambda: LambdaFunction;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    const { spec, ledger, ffmpeg, removal } = props;
    const logGroup = new LogGroup(this, 'Log', {
      retention: props.logDays,
      removalPolicy: removal.removalPolicy,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    const network = ledger?.network;
    if (network) this.allowNetwork(role);

    this.lambda = new LambdaFunction(this, 'Function', {
      runtime: Runtime.NODEJS_24_X,
      architecture: props.architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
      handler: 'index.handler',
      code: Code.fromAsset(props.directory),
      role,
      logGroup,
      timeout: Duration.seconds(spec.timeoutSeconds),
      memorySize: spec.memoryMegabytes,
      tracing: Tracing.ACTIVE,
      environment: {
        NODE_OPTIONS: '--enable-source-maps',
        ...props.environment,
        ...ledger?.environment,
        ...ffmpeg?.environment,
      },
      ...(ffmpeg ? { layers: [ffmpeg.layer] } : {}),
      ...network,
    });
    ledger?.grantConnect(role);
  }

  /** Lambda makes its network interfaces by the function's own role. */
  private allowNetwork(role: Role): void {
    role.addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaVPCAccessExecutionRole'));
  }
}
