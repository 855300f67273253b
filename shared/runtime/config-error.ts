/** A configuration that can't be used. The message has a line for each problem. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(source: string, problems: readonly string[], options?: ErrorOptions) {
    const lines = problems.map((problem) => `  - ${problem}`).join('\n');
    super(`The configuration can't be used (${source}):\n${lines}`, options);
    this.problems = problems;
  }
}
