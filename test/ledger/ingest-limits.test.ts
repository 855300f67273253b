import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ANYONE } from '../../shared/access/caller.ts';
import { createMediaWithUpload } from '../../shared/api/medias/create-media.ts';
import { CreateMediaBody } from '../../shared/api/schemas/media.ts';
import { findMedia } from '../../shared/ledger/medias.ts';
import { originalKey } from '../../shared/media/keys.ts';
import { ingestMedia } from '../../shared/pipeline/ingest-media.ts';
import type { Deps } from '../../shared/runtime/deps.ts';
import { makeFolder } from '../support/make-source.ts';
import { PROGRAMS } from '../support/process-file.ts';
import { type Services, startServices } from './support/start-services.ts';

let services: Services;
let deps: Deps;
let folder: Awaited<ReturnType<typeof makeFolder>>;

beforeAll(async () => {
  services = await startServices();
  folder = await makeFolder();
  const signingKeys = () => Promise.reject(new Error('There are no keys here'));
  deps = { ...services.deps, ...PROGRAMS, signingS3: services.deps.s3, signingKeys };
});
afterAll(async () => {
  await services.stop();
  await folder.remove();
});

test('a source that cannot be looked at in time ends its media, not the message again and again', async () => {
  const ffprobe = join(folder.path, 'ffprobe');
  await writeFile(ffprobe, '#!/bin/sh\nexec sleep 600\n');
  await chmod(ffprobe, 0o755);
  const { id } = await createMediaWithUpload(deps, CreateMediaBody.parse({ title: 'A film' }), { caller: ANYONE });
  const at = { Bucket: deps.resources.originalsBucket, Key: originalKey(id) };
  await deps.s3.send(new PutObjectCommand({ ...at, Body: 'film' }));
  // Of an invocation's last 21 s, one is left for that.
  await ingestMedia({ ...deps, ffprobe }, id, 21_000, new AbortController().signal);
  expect(await findMedia(deps.database, id)).toMatchObject({ status: 'Errored', error: { code: 'too_complex' } });
});
