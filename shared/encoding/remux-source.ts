import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { amendProbe } from '../media/amend-probe.ts';
import { packetSamples } from '../media/packet-samples.ts';
import { planRemux, type RemuxPlan } from '../media/plan-remux.ts';
import type { Probe } from '../media/probe.ts';
import type { SourceObject } from '../media/task.ts';
import { PackagingError } from '../packaging/packaging-error.ts';
import { type CollectedTrack, collectTrack } from './collect-track.ts';
import { EncodeError } from './encode-error.ts';
import { blameSystem, explainLimit, lastWords } from './explain-failure.ts';
import { layOutRemux, partBytes, partNumber } from './lay-out-remux.ts';
import { limitBytes } from './limit-bytes.ts';
import { limitRemux, type SourceLimits } from './program-limits.ts';
import { mayChangeParameters, remuxArguments, shiftSeconds } from './remux-arguments.ts';
import { type ProgramEnd, runProgram } from './run-program.ts';

/** An object in parts that are sent while the rest is still being made. */
export interface PartUpload {
  /** Numbers from 1 to 10,000, in any order; each part but the last has 5 MiB at least. */
  readonly put: (number: number, bytes: Uint8Array) => Promise<void>;
  readonly complete: () => Promise<SourceObject>;
  /** Nothing is left of it then. */
  readonly abort: () => Promise<void>;
}

export interface RemuxOptions {
  readonly ffmpeg: string;
  readonly url: string;
  readonly startUpload: () => Promise<PartUpload>;
  readonly limits: SourceLimits;
  readonly signal: AbortSignal;
}

/**
 * The copy, with what a probe of it says; or why the source has to be read from its start, with the program's last words. Sound
 * that could not come along is still to be read from the original: `probe.audio` is empty then.
 */
export type RemuxOutcome =
  | { readonly ok: true; readonly source: SourceObject; readonly probe: Probe; readonly carriesSound: boolean }
  | { readonly ok: false; readonly reason: string; readonly detail: string };

/**
 * Copies the streams that are played into one MP4 file with a whole index, with one ffmpeg and without a temporary file: each
 * track's bytes go into parts of their own as they come, and the index, which is known last, into the first part. Equal sources
 * give equal bytes. Sound that cannot come along does not keep the pictures back. Throws if the system is to blame.
 */
export const remuxSource = async (probe: Probe, options: RemuxOptions): Promise<RemuxOutcome> => {
  const plan = planRemux(probe);
  if (!plan.ok) return { ...plan, detail: '' };
  const outcome = await remuxStreams(probe, plan, options);
  return outcome.ok || plan.audio.length === 0 ? outcome : remuxStreams(probe, { ...plan, audio: [] }, options);
};

type Planned = Extract<RemuxPlan, { ok: true }>;

const remuxStreams = async (probe: Probe, plan: Planned, options: RemuxOptions): Promise<RemuxOutcome> => {
  const upload = await options.startUpload();
  try {
    const copied = await copyTracks(probe, plan, upload, options);
    if (!copied.ok) {
      await upload.abort();
      return copied;
    }
    const { head, zeroSeconds } = layOutRemux(copied.tracks);
    await upload.put(1, head);
    const source = await upload.complete();
    const [video, ...audio] = copied.tracks;
    if (!video) throw new Error('there is no track of pictures');
    const amended = amendProbe(probe, {
      bytes: source.bytes,
      shiftSeconds: shiftSeconds(probe.startSeconds) - zeroSeconds,
      timescale: video.timescale,
      audio: audio.map(({ timescale, samples: { count, evenTicks } }) => ({ timescale, count, evenTicks })),
    });
    return { ok: true, source, probe: amended, carriesSound: audio.length === probe.audio.length };
  } catch (error) {
    // What is left of it goes with the media; the error that led here says more.
    await upload.abort().catch(() => {});
    options.signal.throwIfAborted();
    throw error;
  }
};

type Copied = { readonly ok: true; readonly tracks: readonly CollectedTrack[] } | Extract<RemuxOutcome, { ok: false }>;

/** What MP4 has besides the source's own bytes, and one that has next to none. */
const mostBytes = (bytes: number): number => 2 * bytes + 64 * 1024 * 1024;

/** ffmpeg puts packets up with times that it made up: the pictures would not be where they are in the source. */
const MADE_UP_TIMES = /Non-monoton\w+ DTS|Invalid DTS|pts has no value|Timestamps are unset|out of range/;

const copyTracks = async (
  probe: Probe,
  plan: Planned,
  upload: PartUpload,
  { ffmpeg, url, limits, signal }: RemuxOptions,
): Promise<Copied> => {
  const streams = [plan.video, ...plan.audio];
  const program = runProgram(ffmpeg, remuxArguments(probe, plan, url, limits), {
    ...{ url, signal, limits: limitRemux(probe.bytes, limits), watchFor: MADE_UP_TIMES },
    extraPipes: streams.length + (mayChangeParameters(probe) ? 1 : 0),
  });
  program.stdout.resume();
  const list = program.pipes[streams.length];
  const change = list && findChange(list);
  change?.catch(() => {}); // where it is awaited, the error is thrown
  let firstError: unknown;
  const tracks = await Promise.all(
    program.pipes.slice(0, streams.length).map(async (pipe, index) => {
      const sound = plan.audio[index - 1];
      try {
        return await collectTrack(limitBytes(pipe, mostBytes(probe.bytes)), {
          packetSamples: sound && packetSamples(sound),
          partBytes: (part) => partBytes(part, streams.length),
          storePart: (part, bytes) => upload.put(partNumber(part, index, streams.length), bytes),
        });
      } catch (error) {
        firstError ??= error;
        if (!isShort(error)) program.kill();
        return undefined;
      }
    }),
  );
  const end = await program.finished;
  signal.throwIfAborted();
  const fault = blameSystem(end);
  if (fault) throw fault;
  const reason = refuse(end, firstError) ?? (await change);
  if (reason !== undefined) return { ok: false, reason, detail: lastWords(end.stderr) };
  return { ok: true, tracks: tracks.filter((track) => track !== undefined) };
};

/** New parameters stand beside the packet from which on they hold, and ffmpeg lists what does. */
const findChange = async (list: Readable): Promise<string | undefined> => {
  let reason: string | undefined;
  for await (const line of createInterface({ input: list })) {
    if (line.includes(', S=')) reason ??= 'Its decoders get other parameters on the way.';
  }
  return reason;
};

const isShort = (error: unknown): boolean => error instanceof PackagingError && error.code === 'short_output';

/** What is wrong with the source, as a sentence. Throws what it is not to blame for. */
const refuse = (end: ProgramEnd, error: unknown): string | undefined => {
  const limit = explainLimit(end);
  if (limit) return limit.message;
  if (error instanceof PackagingError) {
    if (error.code === 'malformed') {
      throw new EncodeError('internal', `The copy of the source is not what was asked for: ${error.message}.`, {
        ...{ isFinal: true, detail: lastWords(end.stderr), cause: error },
      });
    }
    return `It could not be copied: ${error.message}.`;
  }
  if (error instanceof EncodeError && error.isFinal) return error.message;
  if (error !== undefined) throw error;
  if (end.noticed !== undefined) return `Its times are not all there or not in order: ${end.noticed}.`;
  if (end.exitCode === 0) return undefined;
  return `ffmpeg ${end.exitCode === undefined ? `was ended by ${end.signal}` : `ended with code ${end.exitCode}`}.`;
};
