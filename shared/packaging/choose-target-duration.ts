/**
 * Audio segments end on AAC frames, so they are up to one frame longer than planned: 21 ms at 48 kHz, 46 ms at 22,050 Hz.
 * The margin makes audio and video say the same (Apple's authoring specification, 8.2).
 */
const MARGIN_SECONDS = 0.05;

/**
 * EXT-X-TARGETDURATION in whole seconds: from the plan, so that it is the same for every track and does not change while
 * a playlist grows; larger only if a segment is longer than planned (RFC 8216, 4.3.3.1: no rounded EXTINF may exceed it).
 */
export const chooseTargetDuration = (plannedSeconds: number, extinfs: readonly string[] = []): number =>
  Math.max(1, Math.round(plannedSeconds + MARGIN_SECONDS), ...extinfs.map((seconds) => Math.round(Number(seconds))));
