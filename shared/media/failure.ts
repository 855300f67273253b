/**
 * Why a media ends `Errored`: stable codes, each with a sentence that a person can act on.
 * Codes are part of the public contract: never rename one.
 */
export const MEDIA_FAILURES = {
  not_media:
    'The file is not a video or audio file that can be read. Upload a video or audio file, such as MP4, MOV, MKV, WebM, MP3, M4A, WAV or FLAC.',
  empty_file: 'The file is empty. Upload it again.',
  no_playable_stream:
    'The file has no video or audio track that can be played. Check that it plays on your computer, then export it again.',
  truncated:
    'The file ends before its content does. It was probably cut off when it was copied or recorded; upload the complete file.',
  corrupt: 'The file is damaged and could not be decoded. Export it again from its source and upload it anew.',
  unsupported_codec:
    'The file uses a codec that cannot be decoded here. Export it as H.264 or HEVC video with AAC audio and upload it again.',
  unsupported_format:
    'Files of this kind are not accepted. Upload the media file itself, not a playlist or a project that points at it.',
  encrypted: 'The file is encrypted or protected (DRM) and cannot be read. Upload an unprotected copy.',
  kind_not_allowed: 'The file is not of the kind that this upload is for.',
  too_large: 'The file is larger than this service accepts.',
  too_long: 'The media is longer than this service accepts.',
  too_many_pixels: 'The pictures are larger than this service accepts. Export the video at a lower resolution.',
  too_many_streams: 'The file has more tracks than this service accepts. Export it with fewer tracks.',
  too_complex:
    'The file takes more time, memory or space than this service gives to one file. Export it anew as an ordinary video, such as H.264 with AAC in an MP4 file.',
  size_mismatch: 'The uploaded file does not have the size that was announced. Upload it again.',
  upload_expired: 'The file was not uploaded in time. Create the media again and upload within the given time.',
  source_changed: 'The uploaded file was replaced while it was being processed. Create a new media for the new file.',
  encode_failed: 'The media could not be encoded. The events say what happened; trying again may help.',
  internal: 'Something went wrong inside the service. The events say what happened; trying again may help.',
} as const;

export type MediaFailureCode = keyof typeof MEDIA_FAILURES;

export const isMediaFailureCode = (code: string): code is MediaFailureCode => Object.hasOwn(MEDIA_FAILURES, code);

/** An expected end: the source or the upload is at fault, so repeating the work cannot help. */
export interface MediaFailure {
  readonly code: MediaFailureCode;
  /** The sentence for people; more exact than the table's where more is known. */
  readonly message: string;
}

export const mediaFailure = (code: MediaFailureCode, message: string = MEDIA_FAILURES[code]): MediaFailure => ({
  code,
  message,
});
