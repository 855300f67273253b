import { Duration, Stack } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  IpAddresses,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  AuroraPostgresEngineVersion,
  ClusterInstance,
  Credentials,
  DatabaseCluster,
  DatabaseClusterEngine,
  DatabaseSecret,
} from 'aws-cdk-lib/aws-rds';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import type { AwsConfig } from '../../../shared/runtime/aws-config.ts';
import { createRoleStatement } from '../database/create-role-statement.ts';
import { grantActions } from './grant-actions.ts';
import type { Ledger, LedgerNetwork } from './ledger.ts';
import type { Removal } from './removal.ts';

export interface AuroraLedgerProps {
  readonly minCapacity: number;
  readonly maxCapacity: number;
  readonly removal: Removal;
  readonly logDays: AwsConfig['logDays'];
}

const PORT = 5432;
const DATABASE = 'gilfoyle';
const USER = 'gilfoyle';

/** Aurora pauses after this long without a connection, if it may go down to zero. */
const PAUSE_AFTER = Duration.minutes(5);

/**
 * Aurora PostgreSQL Serverless v2 in subnets without a way to the internet. Functions sign in with IAM tokens; the only
 * password is the master's, which stays in Secrets Manager and is used once, to make the functions' user.
 */
export class AuroraLedger extends Construct implements Ledger {
  readonly environment: Ledger['environment'];
  readonly network: LedgerNetwork;
  private readonly userArn: string;

  constructor(scope: Construct, id: string, { minCapacity, maxCapacity, removal, logDays }: AuroraLedgerProps) {
    super(scope, id);
    const { removalPolicy } = removal;
    const vpc = this.createNetwork(logDays, removal);
    const functions = new SecurityGroup(this, 'Functions', { vpc, description: 'Functions that use the database' });
    this.network = { vpc, vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED }, securityGroups: [functions] };
    const master = new DatabaseSecret(this, 'Master', { username: 'postgres' });
    // Whoever keeps the database needs the way in.
    master.applyRemovalPolicy(removalPolicy);
    const cluster = new DatabaseCluster(this, 'Cluster', {
      engine: DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.VER_17_7 }),
      writer: ClusterInstance.serverlessV2('Writer'),
      serverlessV2MinCapacity: minCapacity,
      serverlessV2MaxCapacity: maxCapacity,
      ...(minCapacity === 0 ? { serverlessV2AutoPauseDuration: PAUSE_AFTER } : {}),
      vpc,
      vpcSubnets: this.network.vpcSubnets,
      port: PORT,
      defaultDatabaseName: DATABASE,
      credentials: Credentials.fromSecret(master),
      iamAuthentication: true,
      enableDataApi: true,
      storageEncrypted: true,
      backup: { retention: Duration.days(7) },
      deletionProtection: removal.isProtected,
      removalPolicy,
    });
    cluster.connections.allowFrom(functions, Port.tcp(PORT), 'Functions');
    this.createUser(cluster, new LogGroup(this, 'UserLog', { retention: logDays, removalPolicy }));

    const { region, account, partition } = Stack.of(this);
    this.userArn = `arn:${partition}:rds-db:${region}:${account}:dbuser:${cluster.clusterResourceIdentifier}/${USER}`;
    this.environment = {
      DATABASE_HOST: cluster.clusterEndpoint.hostname,
      DATABASE_AUTH: 'rds',
      DATABASE_USER: USER,
      DATABASE_NAME: DATABASE,
      // Lambda's Node knows the certificates of RDS only when asked to.
      NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem',
    };
  }

  grantConnect(grantee: IGrantable): void {
    grantActions(grantee, ['rds-db:connect'], [this.userArn]);
  }

  /** Two zones. S3 and DynamoDB are reached for nothing; SQS through an endpoint that costs by the hour. */
  private createNetwork(logDays: number, removal: Removal): Vpc {
    const vpc = new Vpc(this, 'Network', {
      ipAddresses: IpAddresses.cidr('10.42.0.0/20'),
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'database', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 }],
      gatewayEndpoints: {
        S3: { service: GatewayVpcEndpointAwsService.S3 },
        DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB },
      },
    });
    vpc.addInterfaceEndpoint('Sqs', { service: InterfaceVpcEndpointAwsService.SQS });
    const logGroup = new LogGroup(this, 'NetworkLog', { retention: logDays, removalPolicy: removal.removalPolicy });
    vpc.addFlowLog('Rejected', {
      destination: FlowLogDestination.toCloudWatchLogs(logGroup),
      trafficType: FlowLogTrafficType.REJECT,
    });
    return vpc;
  }

  /** Through the Data API, so that nothing needs the master's password within the network. */
  private createUser(cluster: DatabaseCluster, logGroup: LogGroup): void {
    const { secret } = cluster;
    if (!secret) throw new Error('Aurora made no secret for its master user');
    const call = {
      service: 'RDSDataService',
      action: 'executeStatement',
      parameters: {
        resourceArn: cluster.clusterArn,
        secretArn: secret.secretArn,
        database: DATABASE,
        sql: createRoleStatement({ role: USER, database: DATABASE }),
      },
      physicalResourceId: PhysicalResourceId.of(USER),
    };
    const creation = new AwsCustomResource(this, 'User', {
      onCreate: call,
      onUpdate: call,
      policy: AwsCustomResourcePolicy.fromStatements([
        new PolicyStatement({ actions: ['rds-data:ExecuteStatement'], resources: [cluster.clusterArn] }),
        new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] }),
      ]),
      installLatestAwsSdk: false,
      logGroup,
    });
    creation.node.addDependency(cluster);
  }
}
