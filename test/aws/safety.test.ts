import { describe, expect, it } from 'vitest';
import { findAll } from './support/resources.ts';
import { synthesize } from './support/synthesize.ts';
import { VARIANTS } from './support/variants.ts';

const HOLDS_DATA = ['AWS::S3::Bucket', 'AWS::DynamoDB::Table', 'AWS::DSQL::Cluster', 'AWS::RDS::DBCluster'];
const OPENS_DATA = ['AWS::SecretsManager::Secret'];

describe.each(Object.entries(VARIANTS))('%s', (_name, settings) => {
  const stacks = synthesize(settings);
  const isKept = stacks.deployment.aws.stage === 'production';

  it('nothing is public but CloudFront and the API', () => {
    for (const { Properties } of findAll(stacks, 'AWS::S3::Bucket')) {
      expect(Properties.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
    }
    for (const { Properties } of findAll(stacks, 'AWS::Lambda::Permission')) {
      expect(['apigateway.amazonaws.com', 'events.amazonaws.com']).toContain(Properties.Principal);
      expect(Properties.SourceArn).toBeDefined();
    }
    expect(findAll(stacks, 'AWS::Lambda::Url')).toEqual([]);
    for (const { Properties } of findAll(stacks, 'AWS::EC2::SecurityGroup')) {
      for (const rule of Properties.SecurityGroupIngress ?? []) expect(rule.CidrIp).not.toBe('0.0.0.0/0');
    }
    for (const { Properties } of findAll(stacks, 'AWS::RDS::DBInstance')) {
      expect(Properties.PubliclyAccessible ?? false).toBe(false);
    }
  });

  it('policies on resources name who may, and what comes without TLS is refused', () => {
    const policies = ['AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy'];
    for (const { id, Properties } of policies.flatMap((type) => findAll(stacks, type))) {
      const statements: { Effect: string; Principal: unknown; Condition?: unknown }[] =
        Properties.PolicyDocument.Statement;
      const open = statements.filter(({ Effect, Principal }) => {
        const anyone = Principal === '*' || (Principal as { AWS?: string }).AWS === '*';
        return Effect === 'Allow' && anyone;
      });
      expect(open, id).toEqual([]);
      expect(statements, id).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      );
    }
  });

  it('what is stored is encrypted', () => {
    for (const { Properties } of findAll(stacks, 'AWS::S3::Bucket')) {
      expect(Properties.BucketEncryption.ServerSideEncryptionConfiguration).toHaveLength(1);
    }
    for (const { Properties } of findAll(stacks, 'AWS::DynamoDB::Table')) {
      expect(Properties.SSESpecification).toEqual({ SSEEnabled: true });
    }
    for (const { Properties } of findAll(stacks, 'AWS::SNS::Topic')) expect(Properties.KmsMasterKeyId).toBeDefined();
    for (const { Properties } of findAll(stacks, 'AWS::RDS::DBCluster')) expect(Properties.StorageEncrypted).toBe(true);
  });

  it('data is kept in production, and only there', () => {
    const holders = [...HOLDS_DATA, ...OPENS_DATA].flatMap((type) => findAll(stacks, type));
    expect(holders.length).toBeGreaterThanOrEqual(5);
    for (const { id, DeletionPolicy } of holders) expect(DeletionPolicy, id).toBe(isKept ? 'Retain' : 'Delete');
    expect(stacks.stacks.data.terminationProtection ?? false).toBe(isKept);
    for (const { Properties } of findAll(stacks, 'AWS::DynamoDB::Table')) {
      expect(Properties.DeletionProtectionEnabled).toBe(isKept);
    }
    for (const { Properties } of findAll(stacks, 'AWS::RDS::DBCluster')) {
      expect(Properties.DeletionProtection).toBe(isKept);
    }
  });

  it('the pipeline can be replaced: it holds no data', () => {
    for (const type of HOLDS_DATA) expect(stacks.pipeline.findResources(type)).toEqual({});
  });

  it('logs end', () => {
    const groups = findAll(stacks, 'AWS::Logs::LogGroup');
    expect(groups.length).toBeGreaterThan(7);
    for (const { id, Properties } of groups) expect(Properties.RetentionInDays, id).toBe(30);
  });

  it('uploads that were never finished end', () => {
    for (const { id, Properties } of findAll(stacks, 'AWS::S3::Bucket')) {
      expect(Properties.LifecycleConfiguration.Rules, id).toContainEqual(
        expect.objectContaining({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 8 }, Status: 'Enabled' }),
      );
    }
  });
});

it('originals go after as many days as the settings say, and stay otherwise', () => {
  const expiry = (settings: Parameters<typeof synthesize>[0]) =>
    findAll(synthesize(settings), 'AWS::S3::Bucket')
      .filter(({ id }) => id.startsWith('Originals'))
      .flatMap(({ Properties }) => Properties.LifecycleConfiguration.Rules)
      .flatMap(({ ExpirationInDays }) => ExpirationInDays ?? []);
  expect(expiry({})).toEqual([]);
  expect(expiry({ keepOriginalsDays: 30 })).toEqual([30]);
});
