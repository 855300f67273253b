/** As much as we use of what CloudFront Functions hand to a function, and of the module that they bring along. */
declare module 'cloudfront' {
  export interface ViewerRequest {
    readonly method: string;
    /** The path, escaped as the viewer sent it; without the query. */
    uri: string;
    /** By their names in lower case. Several of one name are one, with commas. */
    readonly headers: Readonly<Record<string, { readonly value: string } | undefined>>;
  }

  export interface ViewerRequestEvent {
    readonly request: ViewerRequest;
    /** Its address as it is written: IPv4 or IPv6. */
    readonly viewer: { readonly ip: string };
  }

  /** Answered by the function itself; nothing is fetched. */
  export interface EdgeAnswer {
    readonly statusCode: number;
    readonly headers: Readonly<Record<string, { readonly value: string }>>;
    readonly body?: { readonly encoding: string; readonly data: string };
  }

  /** The key-value store that is associated with the function. */
  export interface KeyValueStore {
    /** Rejects if there is no such key. */
    get(key: string): Promise<string>;
    exists(key: string): Promise<boolean>;
  }

  const cf: { kvs(): KeyValueStore };
  // biome-ignore lint/style/noDefaultExport: it is CloudFront's.
  export default cf;
}
