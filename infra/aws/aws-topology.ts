import type { AwsConfig } from '../../shared/runtime/aws-config.ts';
import { FUNCTIONS, type FunctionName, type FunctionSpec } from '../topology.ts';

export type Topology = Readonly<Record<FunctionName, FunctionSpec>>;

/** The topology with what the settings say of the encoder, and what differs from one machine. */
export const awsTopology = ({ encoder }: AwsConfig): Topology => {
  const { memoryMegabytes, concurrency } = encoder;
  const share = (part: number): number => Math.max(LEAST_CONCURRENCY, Math.floor(concurrency * part));
  const [forFirst, forSoon] = [share(SHARE_OF_FIRST), share(SHARE_OF_SOON)];
  const forOthers = Math.max(LEAST_CONCURRENCY, concurrency - forFirst - forSoon);
  const { ingest, first, soon, transcode, record, publish } = FUNCTIONS;
  return {
    ...FUNCTIONS,
    ingest: { ...ingest, memoryMegabytes: MEGABYTES_PER_VCPU },
    first: { ...limit(first, forFirst), memoryMegabytes },
    soon: { ...limit(soon, forSoon), memoryMegabytes },
    transcode: { ...limit(transcode, forOthers), memoryMegabytes },
    record: limit(record, RECORDERS),
    publish: limit(publish, PUBLISHERS),
  };
};

/** Probing keeps one processor busy, while a viewer waits: half a vCPU would take a third of a second longer. */
const MEGABYTES_PER_VCPU = 1769;

/**
 * On AWS hundreds of encoders report at once, and of one media reports and playlists are written one after the other: what is enough for
 * one machine would let everybody wait for those whose medias are long (docs/adr/0053-more-who-record-and-publish.md).
 */
const RECORDERS = 8;
const PUBLISHERS = 20;

/** What stands between the end of an upload and the first picture: these keep an environment each. */
export const KEPT_WARM: readonly FunctionName[] = ['ingest', 'first', 'record', 'publish'];

/** Together they stay within the account's limit, or first tasks would find no Lambda while bulk work has all. */
const SHARE_OF_FIRST = 0.1;
const SHARE_OF_SOON = 0.1;

/** An event source takes no lower bound. */
const LEAST_CONCURRENCY = 2;

const limit = (spec: FunctionSpec, concurrency: number): FunctionSpec =>
  spec.trigger.kind === 'queue' ? { ...spec, trigger: { ...spec.trigger, concurrency } } : spec;
