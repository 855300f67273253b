import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ProgramLimits } from '../../shared/encoding/confine-program.ts';
import { encodeVideo } from '../../shared/encoding/encode-tracks.ts';
import { explainLimit } from '../../shared/encoding/explain-failure.ts';
import { probeSource } from '../../shared/encoding/probe-source.ts';
import { collectOutput, runProgram } from '../../shared/encoding/run-program.ts';
import { serveSource } from '../../shared/encoding/serve-source.ts';
import { DEFAULT_CONFIG } from '../../shared/runtime/config.ts';
import { pictures, QUICK_H264 } from '../support/make-source.ts';
import { PROGRAMS, storeOriginal } from '../support/process-file.ts';
import { usePipeline } from '../support/use-pipeline.ts';

/** What the kernel keeps programs from, shown with programs that try it. */
const pipeline = usePipeline();

const LIMITS: ProgramLimits = { cpuSeconds: 30, memoryBytes: 1024 ** 3 };

/** A program of our own in the place of ffmpeg. */
const writeProgram = async (name: string, script: string): Promise<string> => {
  const path = join(pipeline.folder, name);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
};

const run = async (name: string, script: string, limits: ProgramLimits = LIMITS) =>
  collectOutput(await writeProgram(name, script), ['a b', '$(id)'], { limits, maxBytes: 1e6 });

describe('a program under limits', () => {
  it('gets its arguments as they are, and nothing of our environment', async () => {
    process.env.GILFOYLE_TEST_SECRET = 'secret';
    const end = await run('env', 'printf "%s|" "$@"; env');
    expect(end.stdout.toString()).toMatch(/^a b\|\$\(id\)\|/);
    expect(end.stdout.toString()).not.toContain('secret');
    const names = end.stdout
      .toString()
      .split('|')[2]
      ?.match(/^\w+(?==)/gm);
    // Shells add where they are and how deep.
    expect(names?.filter((name) => !['PWD', 'OLDPWD', 'SHLVL', '_'].includes(name))).toEqual(['LC_ALL']);
  });

  it('cannot write a file', async () => {
    const end = await run('write', `exec dd if=/dev/zero of=${join(pipeline.folder, 'written')} count=1`);
    expect(end.signal).toBe('SIGXFSZ');
    expect(explainLimit(end)?.code).toBe('unsupported_format');
  });

  it('is ended when its CPU time is over', async () => {
    const end = await run('spin', 'while :; do :; done', { ...LIMITS, cpuSeconds: 1 });
    expect(end.signal).toBe('SIGXCPU');
    expect(explainLimit(end)?.code).toBe('too_complex');
  });

  it('cannot take its limits back', async () => {
    const end = await run('lift', 'ulimit -H -t unlimited; ulimit -t', { ...LIMITS, cpuSeconds: 7 });
    expect(end.stdout.toString()).not.toContain('unlimited');
  });

  it('is not started where it does not exist, and says so', async () => {
    const end = await collectOutput('/nowhere/ffmpeg', [], { limits: LIMITS, maxBytes: 1 });
    expect(end.startError?.message).toMatch(/^\/nowhere\/ffmpeg could not be started: .*not found|No such file/);
  });

  it('dies with everything that it started', async () => {
    const abort = new AbortController();
    const path = await writeProgram('fork', 'sleep 600 & echo forked; sleep 600');
    const program = runProgram(path, [], { limits: LIMITS, signal: abort.signal });
    program.stdout.once('data', () => abort.abort());
    // Both hold its outputs open, so this ends only when both are gone.
    expect(await program.finished).toMatchObject({ signal: 'SIGKILL', killed: true });
  });
});

describe('ffmpeg at its limits', () => {
  const source = () => pipeline.make('film.mp4', ...pictures('1920x1080', '25', 2), ...QUICK_H264);

  it('out of memory', async () => {
    const args = ['-v', 'error', '-max_error_rate', '1', '-i', await source(), '-f', 'null', '-'];
    const end = await collectOutput(PROGRAMS.ffmpeg, args, {
      limits: { ...LIMITS, memoryBytes: 64 * 1024 ** 2 },
      maxBytes: 1e6,
    });
    expect(explainLimit(end)?.code).toBe('too_complex');
    expect(explainLimit(end)?.message).toContain('memory');
  });

  it('out of CPU time, which it answers by ending tidily', async () => {
    const args = ['-v', 'warning', '-f', 'lavfi', '-i', 'testsrc2=size=1920x1080', '-f', 'null', '-'];
    const end = await collectOutput(PROGRAMS.ffmpeg, args, { limits: { ...LIMITS, cpuSeconds: 1 }, maxBytes: 1e6 });
    expect(explainLimit(end)).toMatchObject({
      code: 'too_complex',
      message: expect.stringContaining('processor time'),
    });
  });

  it('an encoder that does not stop writing: too_complex', async () => {
    const mebibyte = "printf '\\000\\020\\000\\010free'; head -c 1048576 /dev/zero";
    const ffmpeg = await writeProgram('endless', `while :; do ${mebibyte}; done >&3`);
    const output = { name: '144p', width: 256, height: 144, frameDivisor: 1, crf: 23, preset: 'fast', profile: 'main' };
    const encoding = encodeVideo(
      {
        ...{ kind: 'video', source: { bucket: '', key: '', etag: '', bytes: 1 }, streamIndex: 0, zeroSeconds: 0 },
        ...{ zeroTicks: 0, endSeconds: 1, frameRate: { num: 25, den: 1 }, timescale: 25_000, frameTicks: 1000 },
        ...{ firstFrame: 0, frames: 25, gopFrames: 25, segmentGops: 1, firstSegmentNumber: 1, seek: true },
        ...{ deinterlace: false, color: {}, halfFullBuffer: true, threads: 1 },
        outputs: [{ ...output, maxBitrate: 300_000, bufferBits: 600_000 }],
      },
      {
        ...{ ffmpeg, url: 'http://127.0.0.1:9/source', limits: DEFAULT_CONFIG.limits },
        ...{ store: async () => {}, signal: AbortSignal.timeout(20_000) },
      },
    );
    await expect(encoding).rejects.toMatchObject({ code: 'too_complex', isFinal: true });
  });

  const probeWith = async (ffprobe: string, seconds: number) => {
    const stored = await storeOriginal(pipeline.store, await source());
    const served = await serveSource(pipeline.store.s3, stored);
    try {
      const { limits } = DEFAULT_CONFIG;
      const signal = AbortSignal.timeout(20_000);
      const from = { url: served.url, bytes: stored.bytes, limits, seconds, signal };
      return await probeSource({ ...PROGRAMS, ffprobe, ...from });
    } finally {
      await served.close();
    }
  };

  it('a source that takes too long to look at: too_complex', async () => {
    const outcome = await probeWith(await writeProgram('sleep', 'exec sleep 600'), 1);
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'too_complex' } });
  });

  it.each(['KILL', 'TERM'])('a reader that somebody else ends (SIG%s) says nothing of the source', async (signal) => {
    await expect(probeWith(await writeProgram(signal, `kill -${signal} $$`), 10)).rejects.toThrow(
      `ended from outside by SIG${signal}`,
    );
  });
});
