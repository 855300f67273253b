import type { Probe } from '../media/probe.ts';
import type { FfprobeOutput } from './ffprobe-output.ts';
import { type chooseStreams, isStill } from './interpret-probe.ts';

/** What an owner should know of how a source was understood, as sentences: nothing is left out or changed in silence. */
export const noteOddities = (
  { streams }: FfprobeOutput,
  chosen: ReturnType<typeof chooseStreams>,
  probe: Probe,
): string[] => {
  const audioTracks = streams.filter((stream) => stream.codec_type === 'audio').length;
  const videoTracks = streams.filter((stream) => stream.codec_type === 'video' && !isStill(stream)).length;
  return [
    ...(chosen.video && !probe.video ? ['The video track has no pictures and was left out.'] : []),
    ...(audioTracks > probe.audio.length
      ? [
          `${audioTracks - probe.audio.length} of ${audioTracks} audio tracks cannot be played or are more than are accepted, and were left out.`,
        ]
      : []),
    ...(probe.video && videoTracks > 1
      ? [`Only one of ${videoTracks} video tracks is played: number ${probe.video.streamIndex}.`]
      : []),
    ...(probe.video && probe.video.dynamicRange !== 'sdr' ? ['HDR pictures are shown in standard dynamic range.'] : []),
    ...(probe.video?.isVariableFrameRate
      ? [`The frame rate varies; it is played at a steady ${frameRateText(probe.video.frameRate)} frames per second.`]
      : []),
  ];
};

const frameRateText = ({ num, den }: { num: number; den: number }): string =>
  `${Math.round((num / den) * 1000) / 1000}`;
