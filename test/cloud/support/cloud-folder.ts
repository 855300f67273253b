import { join } from 'node:path';

/** Where everything of one run is, for the processes that take part in it. */
export interface CloudFolder {
  readonly path: string;
  /** Settings of the deployment, as `gilfoyle.yaml`. */
  readonly settings: string;
  /** What the stacks say of themselves, by stack. */
  readonly outputs: string;
  readonly certificate: string;
  readonly certificateKey: string;
  readonly postgres: string;
  readonly templates: string;
}

export const cloudFolder = (path = process.env.CLOUD_TEST_FOLDER ?? ''): CloudFolder => ({
  path,
  settings: join(path, 'gilfoyle.yaml'),
  outputs: join(path, 'outputs.json'),
  certificate: join(path, 'certificate.pem'),
  certificateKey: join(path, 'certificate-key.pem'),
  postgres: join(path, 'postgres'),
  templates: join(path, 'cdk.out'),
});
