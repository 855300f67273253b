import type { Config } from '../../shared/runtime/config.ts';
import { type CostPerMinute, costPerMinute, DELIVERED_BITRATE } from './aws/cost-per-minute.ts';
import { describePrices } from './aws/describe-prices.ts';
import { ADVISED, BY_DEFAULT, HOUR_OF } from './aws/scenarios.ts';
import { printTable, tellTarget } from './print-table.ts';

/**
 * `npm run bench:cost`: what a minute of 1080p30 costs on AWS, by the plan of an hour with the default ladder, the weights of its tasks
 * and the prices of infra/aws/prices.ts. Without free tiers; `record`, `publish` and the database are less than a hundredth of it.
 */
const TARGETS = { lambda: 0.005, fargateSpot: 0.001 };

const withThreads = (threads: number): Config => {
  const { config } = BY_DEFAULT;
  return { ...config, aws: { ...config.aws, encoder: { ...config.aws.encoder, threads } } };
};

const COLUMNS: readonly (readonly [string, keyof CostPerMinute])[] = [
  ['encoding, arm64 Lambda', 'lambda'],
  ['Fargate Spot', 'fargateSpot'],
  ['MediaConvert', 'mediaConvert'],
  ['PUTs and messages', 'requests'],
  ['a month in S3, at most', 'storageMonth'],
  [`a viewer at ${DELIVERED_BITRATE / 1e6} Mb/s`, 'delivery'],
];
const ROWS: readonly (readonly [string, Config, keyof typeof HOUR_OF])[] = [
  ['1080p30, defaults', BY_DEFAULT.config, 'hevc'],
  ['… with the source copied as well', BY_DEFAULT.config, 'h264'],
  ['… one thread for each encoder', withThreads(1), 'hevc'],
  ['… settings for a large account', ADVISED.config, 'hevc'],
  ['4K30, defaults', BY_DEFAULT.config, 'uhd'],
];

console.log('\nUS dollars, us-east-1, November 2026:\n');
printTable(['price', ''], describePrices());
console.log('US dollars for one minute:\n');
printTable(
  ['', ...COLUMNS.map(([name]) => name)],
  ROWS.map(([name, config, source]) => {
    const cost = costPerMinute(config, HOUR_OF[source]);
    return [name, ...COLUMNS.map(([, key]) => cost[key].toFixed(5))];
  }),
);
const { lambda, fargateSpot, mediaConvert } = costPerMinute(BY_DEFAULT.config, HOUR_OF.hevc);
const held = [
  tellTarget('arm64 Lambda, dollars a minute of 1080p30', lambda, TARGETS.lambda, 5),
  tellTarget('Fargate Spot, dollars a minute of 1080p30', fargateSpot, TARGETS.fargateSpot, 5),
];
console.log(`MediaConvert: ${mediaConvert.toFixed(5)}, ${(mediaConvert / lambda).toFixed(1)} times Lambda`);
process.exitCode = held.every(Boolean) ? 0 : 1;
