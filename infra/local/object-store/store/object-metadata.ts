/** `FULL_OBJECT`: over all bytes. `COMPOSITE`: over the checksums of the parts, written `value-N`. */
export interface StoredChecksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Base64, as S3's headers carry it. */
  readonly value: string;
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
}

export type ChecksumAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256';

/** One part of a completed multipart upload, where the object's bytes stay. */
export interface StoredPart {
  readonly number: number;
  readonly size: number;
}

/** What is known of an object's bytes before it is stored. */
export interface ObjectDescription {
  /** Bytes. */
  readonly size: number;
  /** Without quotes: the MD5 in hexadecimal, or `md5-N` after a multipart upload of N parts. */
  readonly etag: string;
  /** Content-type and its kin, and `x-amz-meta-*`, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksum?: StoredChecksum;
  /** The multipart upload whose part files hold the bytes, in this order. */
  readonly upload?: { readonly id: string; readonly parts: readonly StoredPart[] };
}

/** Everything kept with an object, at the end of its file. */
export interface ObjectMetadata extends ObjectDescription {
  /** Milliseconds since 1970. */
  readonly lastModified: number;
  /** Grows with every write in this store; 16 hexadecimal digits, so it sorts as text. */
  readonly sequencer: string;
}
