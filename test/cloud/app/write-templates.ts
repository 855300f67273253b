import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesize } from '../../aws/support/synthesize.ts';
import { type Settings, VARIANTS } from '../../aws/support/variants.ts';

/** `node write-templates.ts <folder>`: the templates of all kinds of databases, with and without containers. */
const DATABASES = {
  dsql: { kind: 'dsql' },
  aurora: { kind: 'aurora' },
  url: { kind: 'url', secret: 'gilfoyle/database' },
} as const;

const matrix = Object.entries(DATABASES).flatMap(([name, database]) =>
  (['fargate', 'off'] as const).map((kind): [string, Settings] => [
    `${name}-${kind}`,
    { database, heavyWorker: { kind } },
  ]),
);
const named = Object.entries(VARIANTS).map(([name, settings]): [string, Settings] => [
  name.replaceAll(/\W+/g, '-'),
  settings,
]);

const [folder = ''] = process.argv.slice(2);
for (const [name, settings] of [...matrix, ...named]) {
  const { data, delivery, pipeline } = synthesize(settings);
  mkdirSync(join(folder, name), { recursive: true });
  for (const [stack, template] of Object.entries({ data, delivery, pipeline })) {
    if (template) writeFileSync(join(folder, name, `${stack}.json`), JSON.stringify(template.toJSON(), null, 1));
  }
}
