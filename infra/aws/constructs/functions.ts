import { Construct } from 'constructs';
import type { FunctionName, FunctionSpec } from '../../topology.ts';
import type { Deployment } from '../deployment.ts';
import { grantPermission, type Resources } from '../grant-permission.ts';
import type { FfmpegLayer } from './ffmpeg-layer.ts';
import type { Ledger } from './ledger.ts';
import { removalOf } from './removal.ts';
import { ServiceFunction } from './service-function.ts';

export interface FunctionsProps {
  readonly deployment: Deployment;
  readonly resources: Resources;
  readonly ledger: Ledger;
  readonly ffmpeg: FfmpegLayer;
  /** @default all that run as Lambdas */
  readonly except?: readonly FunctionName[];
  /** What tells each of them where everything is. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface DeployedFunction {
  readonly name: FunctionName;
  readonly spec: FunctionSpec;
  readonly fn: ServiceFunction;
}

/** The topology's functions as Lambdas, each with exactly the permissions that the topology gives it. */
export class Functions extends Construct {
  readonly all: readonly DeployedFunction[];

  constructor(scope: Construct, id: string, props: FunctionsProps) {
    super(scope, id);
    const { deployment, except = [] } = props;
    const { topology } = deployment;
    this.all = (Object.keys(topology) as FunctionName[])
      .filter((name) => !topology[name].container && !except.includes(name))
      .map((name) => ({ name, spec: topology[name], fn: this.createFunction(name, topology[name], props) }));
  }

  private createFunction(name: FunctionName, spec: FunctionSpec, props: FunctionsProps): ServiceFunction {
    const { deployment, resources, ledger, ffmpeg, environment } = props;
    const { stage, architecture, logDays } = deployment.aws;
    const fn = new ServiceFunction(this, pascalCase(name), {
      spec,
      directory: deployment.bundles[name].directory,
      environment,
      architecture,
      logDays,
      removal: removalOf(stage),
      ...(spec.may.includes('database') ? { ledger } : {}),
      ...(spec.ffmpeg ? { ffmpeg } : {}),
    });
    for (const permission of spec.may) grantPermission(resources, permission, fn.lambda);
    return fn;
  }
}

const pascalCase = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
