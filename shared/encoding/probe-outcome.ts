import type { MediaFailure } from '../media/failure.ts';
import type { Probe } from '../media/probe.ts';

/** What ingest has at hand to look at a source. */
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

/** A source that can be played, or why it can't. `detail` is the programs' last words. */
export type ProbeOutcome =
  | { readonly ok: true; readonly probe: Probe }
  | { readonly ok: false; readonly failure: MediaFailure; readonly detail: string; readonly probe?: Probe };
