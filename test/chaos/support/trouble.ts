/** Whether this process makes trouble now, by which seed, and whom it tells. */
export interface Trouble {
  readonly seed: number;
  readonly isOn: () => boolean;
  readonly tell: (what: string) => void;
}
