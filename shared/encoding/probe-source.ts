import { type MediaFailure, mediaFailure } from '../media/failure.ts';
import type { Probe } from '../media/probe.ts';
import { ANALYSIS, declaresDuration, SANDBOX_INPUT } from './allowed-formats.ts';
import { checkDecoding } from './check-decoding.ts';
import { explainProbeFailure } from './explain-failure.ts';
import { FfprobeOutput, readNumber } from './ffprobe-output.ts';
import { chooseStreams, interpretProbe } from './interpret-probe.ts';
import { measureExtents } from './measure-extents.ts';
import { collectOutput } from './run-program.ts';

export interface ProbeOptions {
  readonly ffprobe: string;
  readonly ffmpeg: string;
  readonly url: string;
  readonly bytes: number;
  readonly limits: {
    readonly maxDurationSeconds: number;
    readonly maxPixels: number;
    readonly maxStreams: number;
    readonly maxAudioTracks: number;
  };
  readonly signal: AbortSignal;
}

export type ProbeOutcome =
  | { readonly ok: true; readonly probe: Probe }
  | { readonly ok: false; readonly failure: MediaFailure; readonly detail: string; readonly probe?: Probe };

const MAX_OUTPUT_BYTES = 8 * 1024 * 1024;

/** A file that ends this much before its header says is damaged, not just rounded. */
const MISSING_SECONDS = 1;
const MISSING_SHARE = 0.05;

/**
 * Learns everything the planner needs of a source, by range reads alone: its streams, when they really start and end (from
 * their packets: headers lie), and whether they can be decoded. What cannot be played is an outcome, not an exception.
 */
export const probeSource = async (options: ProbeOptions): Promise<ProbeOutcome> => {
  const { url, limits, signal } = options;
  const run = await collectOutput(
    options.ffprobe,
    [
      ...['-v', 'error', '-hide_banner', ...SANDBOX_INPUT, ...ANALYSIS],
      ...['-show_format', '-show_streams', '-of', 'json', url],
    ],
    { signal, maxBytes: MAX_OUTPUT_BYTES },
  );
  signal.throwIfAborted();
  if (run.startError) throw run.startError;
  if (run.overflow) return fail(mediaFailure('too_many_streams'), run.stderr);
  const output = FfprobeOutput.safeParse(parseJson(run.stdout.toString('utf8')));
  if (run.exitCode !== 0 || !output.success) return fail(explainProbeFailure(run.stderr, run.signal), run.stderr);

  const { streams, format } = output.data;
  if (streams.length > limits.maxStreams) {
    return fail(
      mediaFailure(
        'too_many_streams',
        `The file has ${streams.length} tracks; at most ${limits.maxStreams} are accepted.`,
      ),
      run.stderr,
    );
  }
  const chosen = chooseStreams(output.data, limits.maxAudioTracks);
  if (!chosen.video && chosen.audio.length === 0) {
    const protectedStream = streams.some((stream) => /^(enc[va]|drm)/.test(stream.codec_tag_string ?? ''));
    const unknown = streams.some((stream) => stream.codec_type === 'video' || stream.codec_type === 'audio');
    return fail(
      mediaFailure(protectedStream ? 'encrypted' : unknown ? 'unsupported_codec' : 'no_playable_stream'),
      run.stderr,
    );
  }
  const pixels = (chosen.video?.width ?? 0) * (chosen.video?.height ?? 0);
  if (pixels > limits.maxPixels) {
    return fail(
      mediaFailure(
        'too_many_pixels',
        `The pictures are ${chosen.video?.width} × ${chosen.video?.height}; at most ${limits.maxPixels} pixels are accepted. Export the video at a lower resolution.`,
      ),
      run.stderr,
    );
  }

  const extents = await measureExtents(options, output.data, [
    ...(chosen.video ? [chosen.video] : []),
    ...chosen.audio,
  ]);
  const warnings: string[] = [];
  const probe = interpretProbe(output.data, chosen, extents, options.bytes, warnings);
  if (!probe.video && probe.audio.length === 0) {
    return fail(
      mediaFailure(
        declaresDuration(format.format_name) && (readNumber(format.duration) ?? 0) > 0
          ? 'truncated'
          : 'no_playable_stream',
      ),
      run.stderr,
      probe,
    );
  }
  const declared = declaresDuration(format.format_name) ? readNumber(format.duration) : undefined;
  const lastMoment = Math.max(...[...extents.values()].map((extent) => extent.endSeconds));
  const missing = declared === undefined ? 0 : (readNumber(format.start_time) ?? 0) + declared - lastMoment;
  if (declared !== undefined && missing > Math.max(MISSING_SECONDS, MISSING_SHARE * declared)) {
    return fail(
      mediaFailure(
        'truncated',
        `The file says that it lasts ${declared.toFixed(1)} s, but its content ends after ${(declared - missing).toFixed(1)} s. It was probably cut off when it was copied or recorded; upload the complete file.`,
      ),
      run.stderr,
      probe,
    );
  }
  if (probe.durationSeconds > limits.maxDurationSeconds) {
    return fail(
      mediaFailure(
        'too_long',
        `The media lasts ${Math.round(probe.durationSeconds)} s; at most ${limits.maxDurationSeconds} s are accepted.`,
      ),
      run.stderr,
      probe,
    );
  }
  return checkDecoding(options, probe);
};

const fail = (failure: MediaFailure, detail: string, probe?: Probe): ProbeOutcome => ({
  ok: false,
  failure,
  detail,
  ...(probe ? { probe } : {}),
});

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // ffprobe was killed or printed nothing; its exit code tells why
  }
};
