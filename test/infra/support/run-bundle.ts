import type { Context } from 'aws-lambda';

/** A process of its own that does with a bundle what Lambda's runtime does; the test sends events and gets answers. */
const [file = '', functionName = ''] = process.argv.slice(2);
const { handler } = await import(file);

process.on('message', async ({ event, remainingMs }: { event: unknown; remainingMs: number }) => {
  const deadline = performance.now() + remainingMs;
  const context: Partial<Context> = {
    functionName,
    awsRequestId: '4c8e1b5e-0000-4000-8000-000000000000',
    logStreamName: '2026/01/01/[$LATEST]0123',
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
  };
  try {
    process.send?.({ answer: await handler(event, context) });
  } catch (error) {
    process.send?.({ error: String(error) });
  }
});
process.send?.({ answer: 'ready' });
