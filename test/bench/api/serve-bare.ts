import { createServer } from 'node:http';

/** The least that a server in Node can do: reads a JSON body, answers one of so many bytes (`?bytes=`). Prints its port. */
const answerOf = (bytes: number): string => JSON.stringify({ filler: 'x'.repeat(Math.max(0, bytes - 13)) });
const answers = new Map<number, string>();

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  if (chunks.length > 0) JSON.parse(`${Buffer.concat(chunks)}`);
  const bytes = Number(new URL(request.url ?? '/', 'http://bare').searchParams.get('bytes'));
  const answer = answers.get(bytes) ?? answerOf(bytes);
  answers.set(bytes, answer);
  response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(typeof address === 'object' ? address?.port : '');
});
