import { describe, expect, it } from 'vitest';
import { FUNCTIONS, type FunctionName } from '../../infra/topology.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { findAll } from './support/resources.ts';
import { synthesize } from './support/synthesize.ts';
import { VARIANTS } from './support/variants.ts';

/** What references come to at deployment: something of the right shape. */
const resolve = (name: string, value: unknown): string => {
  if (typeof value === 'string') return value;
  return name.endsWith('_URL') ? `https://example.org/${name}` : name.toLowerCase();
};

const pascalCase = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
const LAMBDAS = (Object.keys(FUNCTIONS) as FunctionName[]).filter((name) => !FUNCTIONS[name].container);

describe.each(Object.entries(VARIANTS))('%s', (_name, settings) => {
  const stacks = synthesize(settings);
  const { aws, topology } = stacks.deployment;
  const functions = findAll(stacks, 'AWS::Lambda::Function');
  const find = (name: string) => functions.find(({ id }) => id.startsWith(`Functions${pascalCase(name)}Function`));
  const expected = LAMBDAS.filter((name) => name !== 'keys' || aws.delivery.kind === 'cloudfront');

  it.each(expected)('%s runs as the topology says', (name) => {
    const spec = topology[name];
    expect(find(name)?.Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: [aws.architecture],
      Timeout: spec.timeoutSeconds,
      MemorySize: spec.memoryMegabytes,
      TracingConfig: { Mode: 'Active' },
    });
    expect(find(name)?.Properties.Layers ?? []).toHaveLength(spec.ffmpeg ? 1 : 0);
  });

  it.each(expected)('%s is told all that it needs, and of the database only if it may use it', (name) => {
    const { Variables } = find(name)?.Properties.Environment ?? {};
    const environment = readEnvironment({
      AWS_REGION: 'eu-central-1',
      ...Object.fromEntries(Object.entries(Variables).map(([key, value]) => [key, resolve(key, value)])),
    });
    expect(environment.ffmpeg).toBe(topology[name].ffmpeg ? '/opt/bin/ffmpeg' : 'ffmpeg');
    expect(Object.keys(Variables).some((key) => key.startsWith('DATABASE_'))).toBe(
      topology[name].may.includes('database'),
    );
    // Lambda takes no more than this.
    expect(JSON.stringify(Variables).length).toBeLessThan(4096);
  });

  it('stand in the database’s network if they use a database that has one', () => {
    for (const name of expected) {
      const isInside = aws.database.kind === 'aurora' && topology[name].may.includes('database');
      expect(find(name)?.Properties.VpcConfig !== undefined, name).toBe(isInside);
    }
  });

  it('are there without anything else but CDK’s own helpers', () => {
    const others = functions.filter(({ id }) => !id.startsWith('Functions')).map(({ id }) => id);
    expect(functions).toHaveLength(expected.length + others.length);
    for (const id of others) expect(id).toMatch(/^(AWS679f|CustomS3AutoDelete|CustomVpcRestrictDefaultSG)/);
  });

  it('wait for the migration that they rely on', () => {
    for (const name of expected.filter((name) => topology[name].trigger.kind !== 'deploy')) {
      expect(find(name)?.DependsOn, name).toContainEqual(expect.stringMatching(/^MigrateStep/));
    }
  });
});

it('deploy steps run again for new migrations, another database and another key-value store', () => {
  const step = (...args: Parameters<typeof synthesize>) =>
    findAll(synthesize(...args), 'Custom::GilfoyleDeployStep').find(({ id }) => id.startsWith('Migrate'))?.Properties;
  const first = step();
  expect(step()).toEqual(first);
  expect(step({}, 'more migrations')).not.toEqual(first);
  expect(step({ database: { kind: 'aurora' } })).not.toEqual(first);
  expect(first).toHaveProperty('edgeKeys');
});

it('settings of the encoder are the encoder’s', () => {
  const stacks = synthesize({ encoder: { memoryMegabytes: 5000, concurrency: 40 }, architecture: 'x86_64' });
  const encoder = findAll(stacks, 'AWS::Lambda::Function').find(({ id }) =>
    id.startsWith('FunctionsTranscodeFunction'),
  );
  expect(encoder?.Properties).toMatchObject({ MemorySize: 5000, Architectures: ['x86_64'] });
  const source = findAll(stacks, 'AWS::Lambda::EventSourceMapping').find(({ id }) =>
    id.startsWith('FunctionsTranscode'),
  );
  expect(source?.Properties.ScalingConfig).toEqual({ MaximumConcurrency: 32 });
});

it.each([
  [900, 90, 90, 720],
  [40, 4, 4, 32],
  [2, 2, 2, 2],
])(
  'of %i encoders, which are of one size, %i are for first tasks, %i for what comes soon, %i for the others',
  (concurrency, ...most) => {
    const stacks = synthesize({ encoder: { memoryMegabytes: 5000, concurrency } });
    const [lambdas, sources] = [
      findAll(stacks, 'AWS::Lambda::Function'),
      findAll(stacks, 'AWS::Lambda::EventSourceMapping'),
    ];
    for (const [i, name] of ['First', 'Soon', 'Transcode'].entries()) {
      expect(lambdas.find(({ id }) => id.startsWith(`Functions${name}Function`))?.Properties.MemorySize).toBe(5000);
      const source = sources.find(({ id }) => id.startsWith(`Functions${name}`));
      expect(source?.Properties.ScalingConfig).toEqual({ MaximumConcurrency: most[i] });
    }
  },
);
