import type { Outbox } from '../events/create-outbox.ts';
import type { AuthenticRequest } from '../signature/authenticate.ts';
import type { Disk } from '../store/open-disk.ts';

/** What operations work with. */
export interface Gateway {
  readonly disk: Disk;
  readonly outbox: Outbox;
  readonly region: string;
  /** Shown as the owner of everything. */
  readonly ownerId: string;
}

/** Bytes to send, and what must happen after the last of them, or after the client is gone. */
export interface AnswerStream {
  readonly bytes: AsyncIterable<Buffer>;
  readonly close: () => Promise<void>;
}

export interface S3Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is an XML document. */
  readonly body?: string | AnswerStream;
}

export type BucketRequest = AuthenticRequest & { readonly bucket: string };
export type ObjectRequest = BucketRequest & { readonly key: string };

export type ServiceOperation = (gateway: Gateway, request: AuthenticRequest) => Promise<S3Answer>;
export type BucketOperation = (gateway: Gateway, request: BucketRequest) => Promise<S3Answer>;
export type ObjectOperation = (gateway: Gateway, request: ObjectRequest) => Promise<S3Answer>;
