import { Stack } from 'aws-cdk-lib';
import { Architecture, Code, type CodeConfig, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { AwsConfig } from '../../../shared/runtime/aws-config.ts';
import type { BuiltAsset } from '../deployment.ts';

export interface FfmpegLayerProps {
  readonly architecture: AwsConfig['architecture'];
  readonly asset: BuiltAsset;
}

class BuiltCode extends Code {
  private readonly asset: BuiltAsset;

  constructor(asset: BuiltAsset) {
    super();
    this.asset = asset;
  }

  override bind(scope: Construct): CodeConfig {
    const { sourceHash, executable } = this.asset;
    const { bucketName, objectKey } = Stack.of(scope).synthesizer.addFileAsset({
      displayName: 'ffmpeg',
      sourceHash,
      executable: [...executable],
    });
    return { s3Location: { bucketName, objectKey } };
  }
}

/** ffmpeg and ffprobe at `/opt/bin`. */
export class FfmpegLayer extends Construct {
  readonly layer: LayerVersion;
  /** What tells a function where the programs are. */
  readonly environment = { FFMPEG_PATH: '/opt/bin/ffmpeg', FFPROBE_PATH: '/opt/bin/ffprobe' } as const;

  constructor(scope: Construct, id: string, { architecture, asset }: FfmpegLayerProps) {
    super(scope, id);
    this.layer = new LayerVersion(this, 'Layer', {
      code: new BuiltCode(asset),
      description: 'ffmpeg, built from Debian’s source',
      compatibleArchitectures: [architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64],
      license: 'GPL-2.0-or-later',
    });
  }
}
