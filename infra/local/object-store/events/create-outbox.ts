import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { createTemporaryFile } from '../store/create-temporary-file.ts';
import { readObjectMetadata } from '../store/object-file.ts';
import type { Disk } from '../store/open-disk.ts';
import { renderEvent } from './render-event.ts';

/*
 * OBJECTCREATED EVENTS, AT LEAST ONCE
 *
 * A record outbox/<sequencer>.json is made durable before the rename that makes the object visible, and deleted after
 * SQS took the message. What is still there at a start was written but perhaps not sent: it is sent (again) if its object
 * holds the record's version or a later one, because writes of a key take turns, so the record's version was visible
 * once. If the object is older or gone, the write never happened or was deleted again, and the record is dropped.
 */

export interface ObjectCreated {
  readonly eventName: 'ObjectCreated:Put' | 'ObjectCreated:Copy' | 'ObjectCreated:CompleteMultipartUpload';
  /** Milliseconds since 1970. */
  readonly eventTime: number;
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly sequencer: string;
}

/** Where a bucket's events go. */
export interface NotificationTarget {
  readonly bucket: string;
  /** What keys end with. @default all keys */
  readonly suffix?: string;
  readonly queueUrl: string;
  readonly sqs: SQSClient;
}

export interface Outbox {
  /** Makes a record durable. Then either `publish` it once the object is visible, or `cancel` it. */
  readonly record: (event: ObjectCreated) => Promise<{ publish: () => void; cancel: () => Promise<void> }>;
  /** Sends what earlier processes left. */
  readonly recover: () => Promise<void>;
  /** Waits for sends under way and tries once more for each of the rest; what stays is sent after the next start. */
  readonly close: () => Promise<void>;
}

const CONCURRENT_SENDS = 8;
const SEND_TIMEOUT_MS = 10_000;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;

interface Pending {
  readonly event: ObjectCreated;
  failures: number;
  /** By `performance.now()`, which no change of the machine's clock moves. */
  dueAt: number;
}

export const createOutbox = (
  disk: Disk,
  region: string,
  targets: readonly NotificationTarget[],
  onError: (error: Error, what: string) => void,
): Outbox => {
  const pending = new Set<Pending>();
  const sending = new Map<Pending, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const targetsOf = (event: ObjectCreated): readonly NotificationTarget[] =>
    targets.filter(({ bucket, suffix = '' }) => bucket === event.bucket && event.key.endsWith(suffix));

  const recordPath = (event: ObjectCreated): string => join(disk.outboxPath, `${event.sequencer}.json`);

  const deliver = async (event: ObjectCreated): Promise<void> => {
    const MessageBody = JSON.stringify(renderEvent(event, region));
    for (const { queueUrl: QueueUrl, sqs } of targetsOf(event)) {
      const abortSignal = AbortSignal.timeout(SEND_TIMEOUT_MS);
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }), { abortSignal });
    }
    await rm(recordPath(event), { force: true });
  };

  const attempt = async (item: Pending): Promise<void> => {
    try {
      await deliver(item.event);
      pending.delete(item);
    } catch (error) {
      item.dueAt = performance.now() + Math.min(FIRST_RETRY_MS * 2 ** item.failures, LAST_RETRY_MS);
      item.failures += 1;
      onError(error as Error, `sending ${item.event.eventName} of ${item.event.bucket}/${item.event.key}`);
    } finally {
      sending.delete(item);
    }
  };

  const sendDue = (): void => {
    clearTimeout(timer);
    if (closed) return;
    const now = performance.now();
    let nextDue = Number.POSITIVE_INFINITY;
    for (const item of pending) {
      if (sending.size >= CONCURRENT_SENDS) return; // the end of a send comes back here
      if (sending.has(item)) continue;
      if (item.dueAt > now) nextDue = Math.min(nextDue, item.dueAt);
      else sending.set(item, attempt(item).finally(sendDue));
    }
    if (nextDue !== Number.POSITIVE_INFINITY) timer = setTimeout(sendDue, nextDue - now);
  };

  const publish = (event: ObjectCreated): void => {
    pending.add({ event, failures: 0, dueAt: 0 });
    sendDue();
  };

  const write = async (event: ObjectCreated): Promise<void> => {
    const file = await createTemporaryFile(disk);
    try {
      await file.write(Buffer.from(JSON.stringify(event)));
      await file.seal();
      await file.moveTo(recordPath(event));
      await disk.syncDirectory(disk.outboxPath);
    } finally {
      await file.discard();
    }
  };

  return {
    record: async (event) => {
      if (targetsOf(event).length === 0) return { publish: () => undefined, cancel: async () => undefined };
      await write(event);
      return { publish: () => publish(event), cancel: () => rm(recordPath(event), { force: true }) };
    },

    recover: async () => {
      for (const name of (await readdir(disk.outboxPath)).sort()) {
        const path = join(disk.outboxPath, name);
        try {
          const event = JSON.parse(await readFile(path, 'utf8')) as ObjectCreated;
          const present = await readObjectMetadata(disk.objectPath(event.bucket, event.key));
          if (present === undefined || present.sequencer < event.sequencer) await rm(path, { force: true });
          else if (targetsOf(event).length > 0) publish(event);
        } catch (error) {
          onError(error as Error, `reading the outbox record ${name}`);
        }
      }
    },

    close: async () => {
      closed = true;
      clearTimeout(timer);
      await Promise.all(sending.values());
      const rest = [...pending];
      for (let at = 0; at < rest.length; at += CONCURRENT_SENDS) {
        const batch = rest.slice(at, at + CONCURRENT_SENDS);
        await Promise.all(batch.map(attempt));
        if (batch.every((item) => pending.has(item))) return; // the queue is down; do not wait for the others
      }
    },
  };
};
