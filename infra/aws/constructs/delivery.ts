import { fileURLToPath } from 'node:url';
import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  type AddBehaviorOptions,
  AllowedMethods,
  CacheCookieBehavior,
  CacheHeaderBehavior,
  CachePolicy,
  CacheQueryStringBehavior,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  KeyValueStore,
  OriginRequestHeaderBehavior,
  OriginRequestPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { AaaaRecord, ARecord, HostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { AwsConfig } from '../../../shared/runtime/aws-config.ts';
import { grantActions } from './grant-actions.ts';

export type CloudFrontSettings = Extract<AwsConfig['delivery'], { kind: 'cloudfront' }>;

export interface DeliveryProps {
  readonly media: IBucket;
  readonly accessLogs: IBucket;
  readonly settings: CloudFrontSettings;
}

const PRICE_CLASSES = {
  100: PriceClass.PRICE_CLASS_100,
  200: PriceClass.PRICE_CLASS_200,
  all: PriceClass.PRICE_CLASS_ALL,
} as const;

const WRITE_KEYS = ['cloudfront-keyvaluestore:DescribeKeyValueStore', 'cloudfront-keyvaluestore:UpdateKeys'];

const CHECK_TOKEN_FILE = fileURLToPath(new URL('../../../functions/edge/check-token.js', import.meta.url));

/** How long CloudFront remembers that an object was not there: a viewer may ask a moment before it is. */
const ABSENT = Duration.seconds(1);
const YEAR = Duration.days(365);

/** CloudFront over the private media bucket. Nothing else reaches that bucket, and nothing passes without a good token. */
export class Delivery extends Construct {
  /** Without a slash at its end. */
  readonly url: string;
  private readonly distribution: Distribution;
  private readonly keys: KeyValueStore;

  constructor(scope: Construct, id: string, { media, accessLogs, settings }: DeliveryProps) {
    super(scope, id);
    this.keys = new KeyValueStore(this, 'Keys');
    const checkToken = new EdgeFunction(this, 'CheckToken', {
      functionName: this.nameInAccount('CheckToken'),
      code: FunctionCode.fromFile({ filePath: CHECK_TOKEN_FILE }),
      runtime: FunctionRuntime.JS_2_0,
      keyValueStore: this.keys,
      comment: 'Checks the path token of a playback address and takes it off',
    });
    // CloudFront tells the edge function of headers of its own only if a policy asks for them; they are no part of the cache's key.
    const originRequestPolicy = new OriginRequestPolicy(this, 'Viewers', {
      originRequestPolicyName: this.nameInAccount('Viewers'),
      headerBehavior: OriginRequestHeaderBehavior.allowList('CloudFront-Viewer-Country'),
    });
    const behavior = (cachePolicy: CachePolicy): AddBehaviorOptions => ({
      cachePolicy,
      originRequestPolicy,
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      compress: true,
      responseHeadersPolicy: headers,
      functionAssociations: [{ function: checkToken, eventType: FunctionEventType.VIEWER_REQUEST }],
    });
    const headers = this.allowEveryPage();
    // Reads of this account's distributions are allowed by the bucket's own policy, in the stack that is kept.
    const origin = S3BucketOrigin.withOriginAccessControl(
      Bucket.fromBucketAttributes(this, 'Media', {
        bucketArn: media.bucketArn,
        bucketRegionalDomainName: media.bucketRegionalDomainName,
      }),
    );
    // What a task wrote never changes; a playlist that grows is asked for every second; the rest says it by itself.
    const segments = this.cachePolicy('Segments', { least: YEAR, usual: YEAR, most: YEAR });
    const playlists = this.cachePolicy('Playlists', { usual: Duration.seconds(1), most: Duration.minutes(1) });
    const others = this.cachePolicy('Others', { usual: Duration.hours(1), most: Duration.days(1) });

    const { domain, certificateArn, hostedZone } = settings;
    const distribution = new Distribution(this, 'Distribution', {
      comment: 'Gilfoyle playback',
      defaultBehavior: { origin, ...behavior(others) },
      additionalBehaviors: {
        '*.m4s': { origin, ...behavior(segments) },
        '*.mp4': { origin, ...behavior(segments) },
        '*.m3u8': { origin, ...behavior(playlists) },
        '*.mpd': { origin, ...behavior(playlists) },
      },
      errorResponses: [403, 404].map((httpStatus) => ({ httpStatus, ttl: ABSENT })),
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PRICE_CLASSES[settings.priceClass],
      enableLogging: true,
      logBucket: accessLogs,
      logFilePrefix: 'cloudfront/',
      ...(domain && certificateArn
        ? {
            domainNames: [domain],
            certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
            minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
          }
        : {}),
    });
    if (domain && hostedZone) this.nameIt(distribution, domain, hostedZone);
    Validations.of(distribution).acknowledge({
      id: 'Annotation::@aws-cdk/aws-cloudfront-origins:updateImportedBucketPolicyOac',
      reason: 'The bucket’s own stack lets CloudFront read.',
    });
    this.url = `https://${domain ?? distribution.domainName}`;
    this.distribution = distribution;
  }

  /** What the edge function checks tokens with; the function `keys` writes into it. */
  get keysArn(): string {
    return this.keys.keyValueStoreArn;
  }

  get distributionId(): string {
    return this.distribution.distributionId;
  }

  grantWriteKeys(grantee: IGrantable): void {
    grantActions(grantee, WRITE_KEYS, [this.keysArn]);
  }

  grantInvalidate(grantee: IGrantable): void {
    grantActions(grantee, ['cloudfront:CreateInvalidation'], [this.distribution.distributionArn]);
  }

  /** CloudFront keeps its metrics in one region, wherever the stack is. */
  metrics(period: Duration): { readonly requests: Metric; readonly errors: Metric } {
    const region = 'us-east-1';
    return {
      requests: this.distribution.metricRequests({ period, region }),
      errors: this.distribution.metric5xxErrorRate({ period, region }),
    };
  }

  /** The key is the path without the token: every viewer shares what one has fetched. */
  private cachePolicy(
    id: string,
    { least = Duration.seconds(0), usual, most }: { least?: Duration; usual: Duration; most: Duration },
  ): CachePolicy {
    return new CachePolicy(this, id, {
      cachePolicyName: this.nameInAccount(id),
      minTtl: least,
      defaultTtl: usual,
      maxTtl: most,
      queryStringBehavior: CacheQueryStringBehavior.none(),
      cookieBehavior: CacheCookieBehavior.none(),
      headerBehavior: CacheHeaderBehavior.none(),
      enableAcceptEncodingGzip: true,
      enableAcceptEncodingBrotli: true,
    });
  }

  /** Players run on other people's pages; the token is what admits them. */
  private allowEveryPage(): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, 'Headers', {
      corsBehavior: {
        accessControlAllowCredentials: false,
        accessControlAllowOrigins: ['*'],
        accessControlAllowHeaders: ['*'],
        accessControlAllowMethods: ['GET', 'HEAD', 'OPTIONS'],
        accessControlExposeHeaders: ['Content-Length', 'Content-Range', 'Date', 'ETag'],
        accessControlMaxAge: Duration.days(1),
        originOverride: true,
      },
      securityHeadersBehavior: { contentTypeOptions: { override: true } },
    });
  }

  /** CloudFront's names are the account's, and those that CDK makes up would be the same for every system in it. */
  private nameInAccount(id: string): string {
    const { region, stackName } = Stack.of(this);
    return `${stackName}-${id}-${region}`;
  }

  private nameIt(
    distribution: Distribution,
    recordName: string,
    { id, name }: NonNullable<CloudFrontSettings['hostedZone']>,
  ): void {
    const zone = HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId: id, zoneName: name });
    const target = RecordTarget.fromAlias(new CloudFrontTarget(distribution));
    // A name that ends in a dot is whole; without it the zone's name could be put behind it.
    const props = { zone, target, recordName: `${recordName}.` };
    new ARecord(this, 'Ipv4', props);
    new AaaaRecord(this, 'Ipv6', props);
  }
}
