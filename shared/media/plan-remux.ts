import type { AudioProbe, Probe, VideoProbe } from './probe.ts';

/** Pictures that MP4 has a place for and whose key pictures can be told. */
const PICTURES = ['h264', 'hevc', 'mpeg4', 'mpeg2video', 'mpeg1video'];

/** Sounds that MP4 has a place for. */
const SOUNDS = ['aac', 'mp3', 'mp2', 'ac3', 'eac3'];

/** What is copied, or why nothing is, as a sentence. */
export type RemuxPlan =
  | { readonly ok: true; readonly video: VideoProbe; readonly audio: readonly AudioProbe[] }
  | { readonly ok: false; readonly reason: string };

/**
 * Decides whether a source is worth copying into an MP4 file whose ranges can be entered. Its sounds come along where all of
 * them can; otherwise they stay where they are.
 */
export const planRemux = ({ container, isExactlySeekable, video, audio }: Probe): RemuxPlan => {
  const refuse = (reason: string): RemuxPlan => ({ ok: false, reason });
  if (isExactlySeekable) return refuse(`${container} can be entered as it is.`);
  if (!video) return refuse('Sound alone is soon decoded from its start.');
  if (!PICTURES.includes(video.codec)) return refuse(`MP4 has no place for ${video.codec}.`);
  const canCarryAll = audio.every(({ codec }) => SOUNDS.includes(codec));
  return { ok: true, video, audio: canCarryAll ? audio : [] };
};
