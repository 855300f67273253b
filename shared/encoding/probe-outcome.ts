import type { MediaFailure } from '../media/failure.ts';
import type { Probe } from '../media/probe.ts';
import type { ProgramLimits } from './confine-program.ts';
import type { SourceLimits } from './program-limits.ts';

/** What ingest has at hand to look at a source. */
export interface ProbeOptions {
  readonly ffprobe: string;
  readonly ffmpeg: string;
  readonly url: string;
  readonly bytes: number;
  readonly limits: SourceLimits;
  readonly signal: AbortSignal;
}

/** One program that looks at the source: under these limits, until this signal. */
export interface ProbeStep extends ProbeOptions {
  readonly programLimits: ProgramLimits;
}

/** A source that can be played, or why it can't. `detail` is the programs' last words. */
export type ProbeOutcome =
  | { readonly ok: true; readonly probe: Probe }
  | { readonly ok: false; readonly failure: MediaFailure; readonly detail: string; readonly probe?: Probe };
