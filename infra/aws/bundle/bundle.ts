/** Code that a host can run as it is. */
export interface Bundle {
  /**
   * `index.mjs` with what it loads later beside it, source maps, and what the packages in it want to have said of their
   * licences. The same sources and settings give the same bytes, whatever folder they are in.
   */
  readonly directory: string;
  /** All code, without the maps. */
  readonly bytes: number;
}
