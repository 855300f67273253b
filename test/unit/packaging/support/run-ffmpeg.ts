import { spawn } from 'node:child_process';

/** Starts the real ffmpeg; what it writes to its standard output is the stream. The exit code is checked at the end. */
export async function* streamFfmpeg(args: readonly string[], stdin?: Uint8Array): AsyncGenerator<Buffer, void, void> {
  const env = { ...process.env, SVT_LOG: '1' }; // errors only
  const child = spawn('ffmpeg', ['-v', 'error', '-nostdin', ...args], { stdio: ['pipe', 'pipe', 'pipe'], env });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const exit = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  child.stdin.on('error', () => {}).end(stdin);
  for await (const chunk of child.stdout) yield chunk as Buffer;
  const code = await exit;
  if (code !== 0 || stderr) throw new Error(`ffmpeg ${args.join(' ')} ended with ${code}: ${stderr}`);
}

export const runFfmpeg = async (args: readonly string[], stdin?: Uint8Array): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of streamFfmpeg(args, stdin)) chunks.push(chunk);
  return Buffer.concat(chunks);
};
