import { expect, it } from 'vitest';
import { findAll, type Resource } from './support/resources.ts';
import { synthesize } from './support/synthesize.ts';
import { VARIANTS } from './support/variants.ts';

const stacks = synthesize();
const [distribution] = findAll(stacks, 'AWS::CloudFront::Distribution');
const config = distribution?.Properties.DistributionConfig;
const behaviors: Resource['Properties'][] = [config.DefaultCacheBehavior, ...config.CacheBehaviors];
const policies = new Map(
  findAll(stacks, 'AWS::CloudFront::CachePolicy').map((policy) => [policy.id, policy.Properties]),
);

const cachePolicyOf = (pattern: string | undefined) => {
  const behavior = behaviors.find(({ PathPattern }) => PathPattern === pattern);
  return policies.get(behavior.CachePolicyId.Ref).CachePolicyConfig;
};

it('nothing is served without the token check, compression, TLS and CORS', () => {
  expect(behaviors).toHaveLength(5);
  for (const behavior of behaviors) {
    expect(behavior).toMatchObject({
      FunctionAssociations: [{ EventType: 'viewer-request', FunctionARN: expect.anything() }],
      Compress: true,
      ViewerProtocolPolicy: 'redirect-to-https',
      ResponseHeadersPolicyId: expect.anything(),
    });
    expect(behavior.LambdaFunctionAssociations).toBeUndefined();
  }
});

it('segments are kept for a year, playlists that may grow for a second unless they say more', () => {
  const year = 365 * 86_400;
  for (const pattern of ['*.m4s', '*.mp4']) {
    expect(cachePolicyOf(pattern)).toMatchObject({ MinTTL: year, DefaultTTL: year, MaxTTL: year });
  }
  for (const pattern of ['*.m3u8', '*.mpd']) {
    expect(cachePolicyOf(pattern)).toMatchObject({ MinTTL: 0, DefaultTTL: 1, MaxTTL: 60 });
  }
  expect(cachePolicyOf(undefined)).toMatchObject({ MinTTL: 0, DefaultTTL: 3600, MaxTTL: 86_400 });
});

it('viewers share a cache: nothing of a request but its path makes a difference', () => {
  for (const { CachePolicyConfig } of policies.values()) {
    expect(CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin).toEqual({
      CookiesConfig: { CookieBehavior: 'none' },
      HeadersConfig: { HeaderBehavior: 'none' },
      QueryStringsConfig: { QueryStringBehavior: 'none' },
      EnableAcceptEncodingBrotli: true,
      EnableAcceptEncodingGzip: true,
    });
  }
});

it('the edge is told a viewer’s country, which makes no difference to the cache', () => {
  const requests = findAll(stacks, 'AWS::CloudFront::OriginRequestPolicy');
  expect(requests).toHaveLength(1);
  expect(requests[0]?.Properties.OriginRequestPolicyConfig).toMatchObject({
    HeadersConfig: { HeaderBehavior: 'whitelist', Headers: ['CloudFront-Viewer-Country'] },
    CookiesConfig: { CookieBehavior: 'none' },
    QueryStringsConfig: { QueryStringBehavior: 'none' },
  });
  for (const behavior of behaviors) expect(behavior.OriginRequestPolicyId).toEqual({ Ref: requests[0]?.id });
});

it('what is not there yet is asked for again after a second', () => {
  expect(config.CustomErrorResponses).toEqual([
    { ErrorCode: 403, ErrorCachingMinTTL: 1 },
    { ErrorCode: 404, ErrorCachingMinTTL: 1 },
  ]);
});

it('speaks HTTP/3 and reads the bucket by origin access control alone', () => {
  expect(config.HttpVersion).toBe('http2and3');
  expect(config.Origins).toEqual([
    expect.objectContaining({
      OriginAccessControlId: expect.anything(),
      S3OriginConfig: { OriginAccessIdentity: '' },
    }),
  ]);
  const [policy] = findAll(stacks, 'AWS::S3::BucketPolicy').filter(({ id }) => id.startsWith('MediaBucketPolicy'));
  const reads = policy?.Properties.PolicyDocument.Statement.filter(
    ({ Principal }: { Principal: { Service?: string } }) => Principal.Service === 'cloudfront.amazonaws.com',
  );
  expect(reads).toEqual([
    expect.objectContaining({
      Action: 's3:GetObject',
      Condition: {
        ArnLike: { 'aws:SourceArn': expect.anything() },
      },
    }),
  ]);
});

it('the edge function is the file of functions/edge, with its key-value store', () => {
  const [check] = findAll(stacks, 'AWS::CloudFront::Function');
  expect(check?.Properties.FunctionCode).toContain("import cf from 'cloudfront'");
  expect(check?.Properties.FunctionConfig).toMatchObject({
    Runtime: 'cloudfront-js-2.0',
    KeyValueStoreAssociations: [{ KeyValueStoreARN: expect.anything() }],
  });
});

it('a domain of your own comes with its certificate, TLS 1.2 and records for both kinds of addresses', () => {
  const own = synthesize(VARIANTS['development, own domain']);
  const [named] = findAll(own, 'AWS::CloudFront::Distribution');
  expect(named?.Properties.DistributionConfig).toMatchObject({
    Aliases: ['media.example.org'],
    ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021', SslSupportMethod: 'sni-only' },
  });
  const records = findAll(own, 'AWS::Route53::RecordSet').map(({ Properties }) => [Properties.Name, Properties.Type]);
  expect(records.sort()).toEqual([
    ['media.example.org.', 'A'],
    ['media.example.org.', 'AAAA'],
  ]);
});

it('two systems of one account differ in every name that CloudFront keeps for the account', () => {
  const namesOf = (name: string): readonly string[] =>
    JSON.stringify(synthesize({ name }).delivery?.toJSON()).match(/"Name":"[^"]+"/g) ?? [];
  const names = namesOf('videos');
  expect(names.length).toBeGreaterThanOrEqual(7);
  expect(namesOf('films').filter((name) => names.includes(name))).toEqual([]);
});

it('with a CDN of your own there is no distribution and no token', () => {
  const own = synthesize(VARIANTS['own database, own CDN, no containers']);
  expect(own.delivery).toBeUndefined();
  const [api] = findAll(own, 'AWS::Lambda::Function').filter(({ id }) => id.startsWith('FunctionsApiFunction'));
  expect(api?.Properties.Environment.Variables).toMatchObject({
    PLAYBACK_BASE_URL: 'https://cdn.example.org',
    PLAYBACK_TOKENS: 'false',
  });
});
