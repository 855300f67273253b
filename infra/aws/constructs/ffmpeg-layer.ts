import { Stack } from 'aws-cdk-lib';
import { Architecture, Code, type CodeConfig, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { AwsConfig } from '../../../shared/runtime/aws-config.ts';
import { recipeHash } from '../../ffmpeg/recipe-hash.ts';

export interface FfmpegLayerProps {
  readonly architecture: AwsConfig['architecture'];
}

/**
 * The zip is made when it is published, not when the app is synthesized: a plain `cdk synth` needs neither Docker nor network.
 * A finished build is taken as it is.
 */
class LayerCode extends Code {
  private readonly architecture: AwsConfig['architecture'];

  constructor(architecture: AwsConfig['architecture']) {
    super();
    this.architecture = architecture;
  }

  override bind(scope: Construct): CodeConfig {
    const { bucketName, objectKey } = Stack.of(scope).synthesizer.addFileAsset({
      displayName: `ffmpeg for ${this.architecture}`,
      sourceHash: recipeHash(this.architecture),
      executable: ['node', 'infra/ffmpeg/build-layer.ts', '--architecture', this.architecture],
    });
    return { s3Location: { bucketName, objectKey } };
  }
}

/** ffmpeg and ffprobe at `/opt/bin`. */
export class FfmpegLayer extends Construct {
  readonly layer: LayerVersion;
  /** What tells a function where the programs are. */
  readonly environment = { FFMPEG_PATH: '/opt/bin/ffmpeg', FFPROBE_PATH: '/opt/bin/ffprobe' } as const;

  constructor(scope: Construct, id: string, { architecture }: FfmpegLayerProps) {
    super(scope, id);
    this.layer = new LayerVersion(this, 'Layer', {
      code: new LayerCode(architecture),
      description: 'ffmpeg, built from Debian’s source',
      compatibleArchitectures: [architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64],
      license: 'GPL-2.0-or-later',
    });
  }
}
