/** What the packager knows of one encoded track. Sizes in bytes, durations in ticks of the track's own timescale. */

/** One media segment (`seg-00001.m4s`). All segments but the last of a track have the planned length. */
export interface Segment {
  /** 1-based, counted over the whole media. */
  readonly number: number;
  readonly bytes: number;
  readonly durationTicks: number;
  /** Video: where the key frames are, one per fragment: from the first byte of its `moof` to the last of its first sample. */
  readonly keyFrames: readonly KeyFrame[];
}

export interface KeyFrame {
  readonly offset: number;
  readonly bytes: number;
  /** Until the next key frame, or the end of the segment. */
  readonly durationTicks: number;
}

/** The facts of an init segment that playlists repeat. */
export interface InitFacts {
  readonly bytes: number;
  readonly sha256: string;
  /** RFC 6381, such as `avc1.640028` or `mp4a.40.2`. */
  readonly codecs: string;
  readonly timescale: number;
}

interface TrackBase {
  /** Unique in its media; also the folder of its objects: `720p`, `audio-128k`. */
  readonly name: string;
  readonly init: InitFacts;
  readonly segments: readonly Segment[];
}

export interface VideoTrack extends TrackBase {
  readonly kind: 'video';
  readonly width: number;
  readonly height: number;
  readonly frameRate: { readonly num: number; readonly den: number };
  /** The encoder's cap, bits per second: what BANDWIDTH says until all segments are there to be measured. */
  readonly maxBitrate: number;
  /** Of a track that is cut at its own key frames, and not as planned for the media: its longest segment, in seconds. */
  readonly longestSeconds?: number;
}

export interface AudioTrack extends TrackBase {
  readonly kind: 'audio';
  readonly channels: number;
  readonly sampleRate: number;
  readonly maxBitrate: number;
  /** BCP 47 or ISO 639-2 as the source says it; absent if it says nothing. */
  readonly language?: string;
  readonly label: string;
  readonly isDefault: boolean;
  /** Which of the source's audio tracks: tracks with equal numbers are one programme at several bit rates. */
  readonly sourceTrack: number;
}

export type Track = VideoTrack | AudioTrack;
