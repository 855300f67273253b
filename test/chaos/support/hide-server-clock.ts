interface Response {
  readonly headers: Record<string, string>;
}

interface Handler {
  handle(request: unknown, options?: object): Promise<{ response: Response }>;
}

/**
 * Keeps a client of the SDK from setting its clock by the Date header of answers: Node writes that by the machine's clock,
 * whatever `Date` says, and here both sides go by `Date`.
 */
export const hideServerClock = ({ config }: { readonly config: { readonly requestHandler: unknown } }): void => {
  const handler = config.requestHandler as Handler;
  const send = handler.handle.bind(handler);
  handler.handle = async (request, options) => {
    const answer = await send(request, options);
    delete answer.response.headers.date;
    return answer;
  };
};
