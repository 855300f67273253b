import type { Duration } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi as GatewayApi, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { AwsConfig } from '../../../shared/runtime/aws-config.ts';
import type { Removal } from './removal.ts';
import type { ServiceFunction } from './service-function.ts';

export interface HttpApiProps {
  readonly fn: ServiceFunction;
  readonly logDays: AwsConfig['logDays'];
  readonly removal: Removal;
}

/** Requests a second that pass, and how many at once: a flood ends here, not in the account's Lambda limit. */
const THROTTLE = { rateLimit: 500, burstLimit: 1000 };

/** CDK's own format asks for the path by a name that HTTP APIs do not know. */
const ACCESS_LOG = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    requestTime: '$context.requestTime',
    sourceIp: '$context.identity.sourceIp',
    method: '$context.httpMethod',
    path: '$context.path',
    status: '$context.status',
    responseLength: '$context.responseLength',
    responseLatency: '$context.responseLatency',
    error: '$context.integrationErrorMessage',
  }),
);

/** API Gateway in front of the `api` function, which does all routing and CORS itself. */
export class HttpApi extends Construct {
  /** Without a slash at its end. */
  readonly url: string;
  private readonly api: GatewayApi;

  constructor(scope: Construct, id: string, { fn, logDays, removal }: HttpApiProps) {
    super(scope, id);
    const api = new GatewayApi(this, 'Api', {
      description: 'Gilfoyle',
      createDefaultStage: false,
      defaultIntegration: new HttpLambdaIntegration('Function', fn.lambda),
    });
    const log = new LogGroup(this, 'AccessLog', { retention: logDays, removalPolicy: removal.removalPolicy });
    new HttpStage(this, 'Stage', {
      httpApi: api,
      autoDeploy: true,
      throttle: THROTTLE,
      accessLogSettings: { destination: new LogGroupLogDestination(log), format: ACCESS_LOG },
    });
    this.url = api.apiEndpoint;
    this.api = api;
  }

  metric(
    name: 'Count' | '5xx' | '4xx' | 'Latency',
    period: Duration,
    statistic = name === 'Latency' ? 'p95' : 'Sum',
  ): Metric {
    return this.api.metric(name, { period, statistic });
  }
}
