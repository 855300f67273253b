import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseTargetDuration } from '../../../shared/packaging/choose-target-duration.ts';
import { measureBandwidth } from '../../../shared/packaging/measure-bandwidth.ts';
import { normalizeLanguage } from '../../../shared/packaging/normalize-language.ts';
import { segmentName, trackFolder } from '../../../shared/packaging/object-names.ts';
import { PackagingError } from '../../../shared/packaging/packaging-error.ts';
import { roundDurations } from '../../../shared/packaging/round-durations.ts';
import type { Track } from '../../../shared/packaging/track.ts';
import { writeIframePlaylist } from '../../../shared/packaging/write-iframe-playlist.ts';
import { writeMediaPlaylist } from '../../../shared/packaging/write-media-playlist.ts';
import { writeMultivariantPlaylist } from '../../../shared/packaging/write-multivariant-playlist.ts';
import { audioTrack, videoTrack } from './support/describe-tracks.ts';

const whole = { plannedSegmentSeconds: 6.006, complete: true };
const growing = { plannedSegmentSeconds: 6.006, complete: false };

describe('media playlist', () => {
  it('of a finished video', () => {
    expect(writeMediaPlaylist(videoTrack(720, 2_000_000), whole)).toBe(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:6
#EXT-X-MEDIA-SEQUENCE:1
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="init.mp4"
#EXTINF:6.006000,
seg-00001.m4s
#EXTINF:6.006000,
seg-00002.m4s
#EXTINF:2.002000,
seg-00003.m4s
#EXT-X-ENDLIST
`);
  });

  it('grows by lines only, and keeps its target duration', () => {
    const track = audioTrack(128);
    const lists = [1, 2, 3].map((segmentCount) => writeMediaPlaylist(track, { ...growing, segmentCount }));
    expect(lists[1]?.startsWith(lists[0] ?? '?')).toBe(true);
    expect(lists[2]?.startsWith(lists[1] ?? '?')).toBe(true);
    expect(lists[2]).toContain('#EXT-X-PLAYLIST-TYPE:EVENT');
    expect(lists[2]).not.toContain('ENDLIST');
    const finished = writeMediaPlaylist(track, whole).replace('TYPE:VOD', 'TYPE:EVENT');
    expect(finished).toBe(`${lists[2]}#EXT-X-ENDLIST\n`);
  });

  it('adds up to the length of audio and video', () => {
    const sum = (text: string) =>
      [...text.matchAll(/#EXTINF:([\d.]+),/g)].reduce((all, [, seconds]) => all + Number(seconds), 0);
    expect(sum(writeMediaPlaylist(videoTrack(720, 1e6), whole))).toBeCloseTo(14.014, 6);
    expect(sum(writeMediaPlaylist(audioTrack(128), whole))).toBeCloseTo(14.014, 6);
    expect(sum(writeIframePlaylist(videoTrack(720, 1e6), whole))).toBeCloseTo(14.014, 6);
  });

  it('refuses holes, and lists of nothing', () => {
    const track = videoTrack(720, 1e6);
    const [first, , third] = track.segments;
    for (const segments of [[], [first, third]]) {
      const broken = { ...track, segments: segments.filter((segment) => segment !== undefined) };
      expect(() => writeMediaPlaylist(broken, whole)).toThrow(PackagingError);
    }
    expect(() => writeMediaPlaylist(track, { ...growing, segmentCount: 4 })).toThrow(PackagingError);
  });
});

describe('I-frame playlist', () => {
  it('has the byte range of every key frame', () => {
    const track = { ...videoTrack(720, 2_000_000), segments: videoTrack(720, 2_000_000).segments.slice(1) };
    const segments = track.segments.map((segment, i) => ({ ...segment, number: i + 1 }));
    expect(writeIframePlaylist({ ...track, segments }, whole)).toBe(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:1
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-I-FRAMES-ONLY
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="init.mp4"
#EXTINF:2.002000,
#EXT-X-BYTERANGE:100100@24
seg-00001.m4s
#EXTINF:2.002000,
#EXT-X-BYTERANGE:100100@500524
seg-00001.m4s
#EXTINF:2.002000,
#EXT-X-BYTERANGE:100100@1001024
seg-00001.m4s
#EXTINF:2.002000,
#EXT-X-BYTERANGE:75075@24
seg-00002.m4s
#EXT-X-ENDLIST
`);
  });
});

describe('multivariant playlist', () => {
  it('of a video with sound in two languages', () => {
    const tracks: Track[] = [
      videoTrack(1080, 4_000_000),
      videoTrack(720, 2_000_000),
      videoTrack(360, 500_000),
      audioTrack(128),
      audioTrack(64),
      audioTrack(96, {
        sourceTrack: 2,
        label: 'Français "QC"\n',
        language: 'fr-ca',
        isDefault: false,
        name: 'audio-2-96k',
      }),
    ];
    expect(writeMultivariantPlaylist(tracks, whole)).toBe(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="audio/audio-128k/playlist.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="Français 'QC'",LANGUAGE="fr-CA",DEFAULT=NO,AUTOSELECT=YES,CHANNELS="2",URI="audio/audio-2-96k/playlist.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=2128033,AVERAGE-BANDWIDTH=1842327,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=29.970,AUDIO="audio",CLOSED-CAPTIONS=NONE
video/720p/playlist.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=4128033,AVERAGE-BANDWIDTH=3556613,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1920x1080,FRAME-RATE=29.970,AUDIO="audio",CLOSED-CAPTIONS=NONE
video/1080p/playlist.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=628033,AVERAGE-BANDWIDTH=556614,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=640x360,FRAME-RATE=29.970,AUDIO="audio",CLOSED-CAPTIONS=NONE
video/360p/playlist.m3u8
#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=400000,AVERAGE-BANDWIDTH=342858,CODECS="avc1.64001f",RESOLUTION=1280x720,URI="video/720p/iframes.m3u8"
#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=800000,AVERAGE-BANDWIDTH=685715,CODECS="avc1.64001f",RESOLUTION=1920x1080,URI="video/1080p/iframes.m3u8"
#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=100000,AVERAGE-BANDWIDTH=85715,CODECS="avc1.64001f",RESOLUTION=640x360,URI="video/360p/iframes.m3u8"
`);
  });

  it('names caps while encoding goes on, in the same order', () => {
    const tracks = [videoTrack(1080, 4_000_000), videoTrack(720, 2_000_000), audioTrack(128)];
    const text = writeMultivariantPlaylist(tracks, growing);
    expect(text).toContain(`BANDWIDTH=${3_300_000 + 140_800},CODECS`);
    expect(text).not.toContain('AVERAGE');
    expect(text).not.toContain('I-FRAME');
    const uris = (playlist: string) => playlist.split('\n').filter((line) => line.endsWith('playlist.m3u8'));
    expect(uris(text)).toEqual(uris(writeMultivariantPlaylist(tracks, whole)));
  });

  it('of sound alone: every bit rate is a variant', () => {
    expect(writeMultivariantPlaylist([audioTrack(64), audioTrack(128)], whole)).toBe(
      `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-STREAM-INF:BANDWIDTH=128001,AVERAGE-BANDWIDTH=128000,CODECS="mp4a.40.2"
audio/audio-128k/playlist.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=64000,AVERAGE-BANDWIDTH=64000,CODECS="mp4a.40.2"
audio/audio-64k/playlist.m3u8
`,
    );
  });

  it('of sound alone in two programmes: a group for every bit rate', () => {
    const commentary = audioTrack(64, { sourceTrack: 2, name: 'talk-64k', isDefault: false });
    const lines = writeMultivariantPlaylist([commentary, audioTrack(64), audioTrack(128)], growing)
      .split('\n')
      .slice(3);
    expect(lines).toEqual([
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio-1",NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="audio/audio-128k/playlist.m3u8"',
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio-1",NAME="English 2",LANGUAGE="en",DEFAULT=NO,AUTOSELECT=NO,CHANNELS="2",URI="audio/talk-64k/playlist.m3u8"',
      '#EXT-X-STREAM-INF:BANDWIDTH=140800,CODECS="mp4a.40.2",AUDIO="audio-1"',
      'audio/audio-128k/playlist.m3u8',
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio-2",NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="audio/audio-64k/playlist.m3u8"',
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio-2",NAME="English 2",LANGUAGE="en",DEFAULT=NO,AUTOSELECT=NO,CHANNELS="2",URI="audio/talk-64k/playlist.m3u8"',
      '#EXT-X-STREAM-INF:BANDWIDTH=70400,CODECS="mp4a.40.2",AUDIO="audio-2"',
      'audio/audio-64k/playlist.m3u8',
      '',
    ]);
  });

  it('stays one line per tag whatever the labels and languages are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (label, language) => {
        const text = writeMultivariantPlaylist([videoTrack(360, 5e5), audioTrack(128, { label, language })], whole);
        const lines = text.split(/[\r\n\u2028\u2029\u0085]/u);
        expect(lines).toHaveLength(8);
        expect(lines[3]).toMatch(/^#EXT-X-MEDIA:([A-Z-]+=("[^"]+"|[A-Z]+),)+URI="audio\/audio-128k\/playlist\.m3u8"$/u);
      }),
    );
  });

  it('refuses to be empty, and names that are paths', () => {
    expect(() => writeMultivariantPlaylist([], whole)).toThrow(PackagingError);
    for (const name of ['', '..', 'a/b', 'a b', '"', '-a']) {
      expect(() => writeMultivariantPlaylist([audioTrack(64, { name })], whole)).toThrow(PackagingError);
    }
  });
});

describe('the numbers in playlists', () => {
  it('durations never drift', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(30000, 24000, 48000, 44100, 90000),
        fc.array(fc.integer({ min: 1, max: 1_000_000 })),
        (timescale, ticks) => {
          const seconds = roundDurations(ticks, timescale);
          let sum = 0;
          let exact = 0;
          for (const [i, text] of seconds.entries()) {
            if (!/^\d+\.\d{6}$/.test(text)) expect.fail(text);
            sum += Math.round(Number(text) * 1e6);
            exact += ticks[i] ?? 0;
            if (Math.abs(sum - (exact * 1e6) / timescale) > 0.501) expect.fail(`${sum} after ${i}`);
          }
        },
      ),
    );
    // 1/3 s: each alone would be 0.333333, and three of them a microsecond short.
    expect(roundDurations([1, 1, 1], 3)).toEqual(['0.333333', '0.333334', '0.333333']);
  });

  it('target durations are the same for audio and video, and no smaller than any segment', () => {
    expect(chooseTargetDuration(6.006)).toBe(6);
    expect(chooseTargetDuration(6.006, ['6.016667'])).toBe(6);
    expect(chooseTargetDuration(6.48)).toBe(chooseTargetDuration(6.48, ['6.501333']));
    expect(chooseTargetDuration(6, ['9.600000'])).toBe(10);
    expect(chooseTargetDuration(0.1)).toBe(1);
  });

  it('the peak is that of any run between half and one and a half target durations', () => {
    const segments = [
      { bytes: 750, durationTicks: 6 },
      { bytes: 1500, durationTicks: 6 },
      { bytes: 1000, durationTicks: 1 }, // 8,000 bit/s, but only a sixth of the target
      { bytes: 750, durationTicks: 6 },
    ];
    expect(measureBandwidth(segments, 1, 6)).toEqual({
      peak: Math.ceil((2500 * 8) / 7),
      average: Math.ceil((4000 * 8) / 19),
    });
    expect(measureBandwidth([{ bytes: 100, durationTicks: 1 }], 1, 6)).toEqual({ peak: 800, average: 800 });
    expect(() => measureBandwidth([], 1, 6)).toThrow(PackagingError);
  });

  it('names and languages', () => {
    expect([segmentName(1), segmentName(123456)]).toEqual(['seg-00001.m4s', 'seg-123456.m4s']);
    expect(() => segmentName(0)).toThrow(PackagingError);
    expect(trackFolder({ kind: 'video', name: '720p' })).toBe('video/720p');
    expect(['ger', 'deu', 'en-us', 'und', 'UND', 'x', '', undefined].map(normalizeLanguage)).toEqual([
      'de',
      'de',
      'en-US',
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
