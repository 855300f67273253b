import type { PosterTaskSpec, VideoTaskSpec } from '../media/task.ts';

/** SDR white in an HDR picture, in candela per square metre (ITU-R BT.2408 puts it at 203). */
const REFERENCE_WHITE = 203;

/** What must happen to the source's pictures before anything else: weave fields, bring HDR into BT.709. */
export const filterSource = ({
  deinterlace,
  toneMap,
}: Pick<VideoTaskSpec | PosterTaskSpec, 'deinterlace' | 'toneMap'>): string[] => [
  ...(deinterlace ? ['bwdif=mode=send_frame'] : []),
  ...(toneMap
    ? [
        `zscale=tin=${toneMap === 'pq' ? 'smpte2084' : 'arib-std-b67'}:pin=bt2020:min=bt2020nc:rin=tv:t=linear:npl=${REFERENCE_WHITE}`,
        'format=gbrpf32le',
        'zscale=p=bt709',
        'tonemap=hable:desat=0',
        'zscale=t=bt709:m=bt709:r=tv',
        'format=yuv420p',
      ]
    : []),
];
