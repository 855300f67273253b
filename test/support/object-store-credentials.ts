/** In a file of its own, so that a process whose memory is measured need not load an S3 client. */
export const CREDENTIALS = { accessKeyId: 'GILFOYLETEST', secretAccessKey: 'a+secret/with=signs' };
export const REGION = 'eu-central-1';
