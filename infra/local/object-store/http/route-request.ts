import { abortMultipartUpload } from '../operations/abort-multipart-upload.ts';
import { completeMultipartUpload } from '../operations/complete-multipart-upload.ts';
import { copyObject } from '../operations/copy-object.ts';
import { createBucket } from '../operations/create-bucket.ts';
import { createMultipartUpload } from '../operations/create-multipart-upload.ts';
import { deleteBucket } from '../operations/delete-bucket.ts';
import { deleteObject } from '../operations/delete-object.ts';
import { deleteObjects } from '../operations/delete-objects.ts';
import { BUCKET_SETTINGS, describeBucket } from '../operations/describe-bucket.ts';
import { getAcl } from '../operations/get-acl.ts';
import { getBucketLocation } from '../operations/get-bucket-location.ts';
import { getObject } from '../operations/get-object.ts';
import { getObjectTagging } from '../operations/get-object-tagging.ts';
import { headBucket } from '../operations/head-bucket.ts';
import { listBuckets } from '../operations/list-buckets.ts';
import { listMultipartUploads } from '../operations/list-multipart-uploads.ts';
import { listObjectsV1, listObjectsV2 } from '../operations/list-objects.ts';
import { listParts } from '../operations/list-parts.ts';
import { putObject } from '../operations/put-object.ts';
import { uploadPart } from '../operations/upload-part.ts';
import { uploadPartCopy } from '../operations/upload-part-copy.ts';
import type { AuthenticRequest } from '../signature/authenticate.ts';
import type { BucketOperation, Gateway, ObjectOperation, S3Answer, ServiceOperation } from './operation.ts';
import { S3Error } from './s3-error.ts';

/*
 * S3 tells operations apart by method, by whether the path names a bucket or an object, and by "subresources": query
 * parameters such as `?uploads`. A subresource that S3 knows and this table does not is NotImplemented, never taken
 * for the plain operation; parameters that S3 does not know either are ignored, as S3 does.
 */

const SUBRESOURCES = [
  ...['accelerate', 'acl', 'analytics', 'append', 'attributes', 'cors', 'delete', 'encryption', 'intelligent-tiering'],
  ...[
    'inventory',
    'legal-hold',
    'lifecycle',
    'location',
    'logging',
    'metadataConfiguration',
    'metadataTable',
    'metrics',
  ],
  ...[
    'notification',
    'object-lock',
    'ownershipControls',
    'policy',
    'policyStatus',
    'publicAccessBlock',
    'renameObject',
  ],
  ...['replication', 'requestPayment', 'restore', 'retention', 'select', 'session', 'tagging', 'torrent', 'uploads'],
  ...['uploadId', 'versioning', 'versions', 'website'],
];

type Table<T> = Readonly<Record<string, T>>;

const SERVICE: Table<ServiceOperation> = { GET: listBuckets };

const BUCKET: Table<BucketOperation> = {
  GET: (gateway, request) =>
    request.query.get('list-type') === '2' ? listObjectsV2(gateway, request) : listObjectsV1(gateway, request),
  HEAD: headBucket,
  PUT: createBucket,
  DELETE: deleteBucket,
  'POST ?delete': deleteObjects,
  'GET ?location': getBucketLocation,
  'GET ?uploads': listMultipartUploads,
  'GET ?acl': getAcl,
  ...Object.fromEntries(BUCKET_SETTINGS.map((setting) => [`GET ?${setting}`, describeBucket(setting)])),
};

const OBJECT: Table<ObjectOperation> = {
  GET: getObject,
  HEAD: getObject,
  PUT: (gateway, request) =>
    request.headers.has('x-amz-copy-source') ? copyObject(gateway, request) : putObject(gateway, request),
  DELETE: deleteObject,
  'GET ?acl': getAcl,
  'GET ?tagging': getObjectTagging,
  'POST ?uploads': createMultipartUpload,
  'PUT ?uploadId': (gateway, request) =>
    request.headers.has('x-amz-copy-source') ? uploadPartCopy(gateway, request) : uploadPart(gateway, request),
  'GET ?uploadId': listParts,
  'POST ?uploadId': completeMultipartUpload,
  'DELETE ?uploadId': abortMultipartUpload,
};

const METHODS = new Set(['GET', 'HEAD', 'PUT', 'POST', 'DELETE']);

const find = <T>(table: Table<T>, { method, query }: AuthenticRequest): T => {
  const notImplemented = (what: string): S3Error =>
    new S3Error(
      'NotImplemented',
      'A header or query parameter you provided implies functionality that is not implemented',
      {
        Header: what,
      },
    );
  const subresources = SUBRESOURCES.filter((name) => query.has(name));
  if (subresources.length > 1) throw notImplemented(subresources.join(' and '));
  const [subresource] = subresources;
  const operation = table[subresource === undefined ? method : `${method} ?${subresource}`];
  if (operation !== undefined) return operation;
  if (subresource !== undefined && METHODS.has(method)) throw notImplemented(`${method} ?${subresource}`);
  throw new S3Error('MethodNotAllowed', 'The specified method is not allowed against this resource.', {
    Method: method,
  });
};

/** Finds and runs the operation a request asks for. @throws S3Error NotImplemented, MethodNotAllowed, and the operation's. */
export const routeRequest = (gateway: Gateway, request: AuthenticRequest): Promise<S3Answer> => {
  const { bucket, key, query } = request;
  const version = query.get('versionId');
  if (version !== undefined && version !== 'null') {
    throw new S3Error('NoSuchVersion', 'The specified version does not exist: this store keeps no versions.');
  }
  if (bucket === undefined) return find(SERVICE, request)(gateway, request);
  if (key === undefined) return find(BUCKET, request)(gateway, { ...request, bucket });
  return find(OBJECT, request)(gateway, { ...request, bucket, key });
};
