import type { ObjectCreated } from './create-outbox.ts';

/** S3 writes keys in events as HTML forms do: everything but letters, digits and `-_.*` and `/` escaped, space as `+`. */
const encodeEventKey = (key: string): string =>
  encodeURIComponent(key)
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/');

/** The message S3 puts into a queue for one created object. */
export const renderEvent = (event: ObjectCreated, region: string) => ({
  Records: [
    {
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: region,
      eventTime: new Date(event.eventTime).toISOString(),
      eventName: event.eventName,
      userIdentity: { principalId: 'gilfoyle' },
      requestParameters: { sourceIPAddress: '127.0.0.1' },
      responseElements: { 'x-amz-request-id': event.sequencer, 'x-amz-id-2': event.sequencer },
      s3: {
        s3SchemaVersion: '1.0',
        configurationId: 'gilfoyle',
        bucket: {
          name: event.bucket,
          ownerIdentity: { principalId: 'gilfoyle' },
          arn: `arn:aws:s3:::${event.bucket}`,
        },
        object: {
          key: encodeEventKey(event.key),
          size: event.size,
          eTag: event.etag,
          sequencer: event.sequencer,
        },
      },
    },
  ],
});
