import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findProgram } from '../../infra/set-up/find-program.mjs';
import { probeSource } from '../../shared/encoding/probe-source.ts';
import { serveSource } from '../../shared/encoding/serve-source.ts';
import { DEFAULT_CONFIG } from '../../shared/runtime/config.ts';
import { pictures, QUICK_H264 } from '../support/make-source.ts';
import { PROGRAMS, storeOriginal } from '../support/process-file.ts';
import { usePipeline } from '../support/use-pipeline.ts';

const pipeline = usePipeline();

/** The real program, but that it is killed when it is called with such an argument. */
const killedAt = async (program: string, argument: string): Promise<string> => {
  const file = join(pipeline.folder, `killed-at${argument}`);
  const real = findProgram(program, process.env);
  await writeFile(file, `#!/bin/sh\ncase "$*" in *${argument}*) kill -KILL $$ ;; esac\nexec "${real}" "$@"\n`);
  await chmod(file, 0o755);
  return file;
};

/** Each of what probing does. */
const CASES = [
  { what: 'the streams are read', program: 'ffprobe', argument: '-show_streams' },
  { what: 'the packets are read', program: 'ffprobe', argument: '-show_entries' },
  { what: 'a picture is decoded', program: 'ffmpeg', argument: '-map' },
] as const;

it.for(CASES)('says nothing of a source while $what and $program is killed', async ({ program, argument }) => {
  const file = await pipeline.make(`source${argument}.mp4`, ...pictures('160x90', '25', 1), ...QUICK_H264);
  const source = await storeOriginal(pipeline.store, file);
  const served = await serveSource(pipeline.store.s3, source);
  const options = { ...PROGRAMS, url: served.url, bytes: source.bytes, limits: DEFAULT_CONFIG.limits, seconds: 60 };
  const signal = AbortSignal.timeout(60_000);
  try {
    expect(await probeSource({ ...options, signal })).toMatchObject({ ok: true });
    const killed = await killedAt(PROGRAMS[program], argument);
    await expect(probeSource({ ...options, [program]: killed, signal })).rejects.toThrow(
      'ended from outside by SIGKILL',
    );
  } finally {
    await served.close();
  }
});
