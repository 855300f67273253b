import { expect, it } from 'vitest';
import { settingsOnAws } from '../../../infra/aws/bundle/settings-on-aws.ts';
import { Config } from '../../../shared/runtime/config.ts';

it('functions on AWS get all settings but those of hosts, with the threads and the memory of AWS', () => {
  const config = Config.parse({
    encoding: { threads: 3, gopSeconds: 1 },
    aws: { encoder: { threads: 5, memoryMegabytes: 5000 } },
  });
  const { aws, database, encoding, ...others } = config;
  expect(settingsOnAws(config)).toEqual({ ...others, encoding: { ...encoding, threads: 5, taskMegabytes: 5000 } });
  expect(settingsOnAws(Config.parse({})).encoding.threads).toBe(2);
});
