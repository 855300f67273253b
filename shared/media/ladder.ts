import type { LadderRung } from './plan-settings.ts';
import type { VideoProbe } from './probe.ts';

/** A rung fitted to one source: even sides, the source's shape, never larger than the source. */
export interface FittedRung extends LadderRung {
  readonly width: number;
  readonly pictureHeight: number;
}

/** H.264 decoders in phones and televisions refuse wider pictures; a panorama is made smaller as a whole. */
const MAX_LONG_SIDE = 4096;

/** A source this much larger than the highest rung that fits it gets a rung of its own size: 480p from 480, not only 360p. */
const OWN_RUNG_FROM = 1.15;

/**
 * The rungs that a source gets, highest first; always at least one. Heights count the short side, so a portrait video
 * has the same rungs as a landscape one. Nothing is enlarged: a source between two rungs gets one of its own size with
 * the higher rung's settings, and a source below the lowest rung gets just that.
 */
export const fitLadder = (
  video: Pick<VideoProbe, 'width' | 'height'>,
  ladder: readonly LadderRung[],
): readonly FittedRung[] => {
  const rungs = [...ladder].sort((a, b) => b.height - a.height);
  const longest = Math.max(MAX_LONG_SIDE, ...rungs.map((rung) => Math.ceil((rung.height * 16) / 9)));
  const shrink = Math.min(1, longest / Math.max(video.width, video.height));
  const short = Math.min(video.width, video.height) * shrink;

  const fitting = rungs.filter((rung) => rung.height <= short);
  const above = rungs.findLast((rung) => rung.height > short);
  const highest = fitting[0];
  const own = above && (!highest || short >= highest.height * OWN_RUNG_FROM) ? [ownRung(above, short, fitting)] : [];
  return [...own, ...fitting].map((rung) => ({ ...rung, ...fitPicture(video, rung.height) }));
};

const ownRung = (above: LadderRung, short: number, others: readonly LadderRung[]): LadderRung => {
  const height = evenDown(short);
  const name = `${height}p`;
  return { ...above, height: short, name: others.some((rung) => rung.name === name) ? `${name}-source` : name };
};

/** The picture whose short side is `shortSide`, in the source's shape; sides are even because 4:2:0 halves them. */
const fitPicture = (
  video: Pick<VideoProbe, 'width' | 'height'>,
  shortSide: number,
): { width: number; pictureHeight: number } => {
  const scale = shortSide / Math.min(video.width, video.height);
  const fitSide = (side: number): number => {
    const exact = side * scale;
    return Math.max(2, Math.min(2 * Math.round(exact / 2), evenDown(side)));
  };
  return { width: fitSide(video.width), pictureHeight: fitSide(video.height) };
};

const evenDown = (value: number): number => Math.max(2, 2 * Math.floor(value / 2 + 1e-9));
