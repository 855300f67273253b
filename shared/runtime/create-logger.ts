import { Console } from 'node:console';
import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { ConstructorOptions, LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';
import { invocationContext } from './invocation-context.ts';

class InvocationFormatter extends LogFormatter {
  override formatAttributes(line: UnformattedAttributes, extra: LogAttributes): LogItem {
    const { logLevel: level, message, serviceName: service } = line;
    const attributes = { level, message, timestamp: this.formatTimestamp(line.timestamp), service };
    return new LogItem({ attributes: { ...attributes, ...invocationContext.getStore()?.facts, ...extra } });
  }
}

/** Powertools' logger with every line on stderr: on one machine stdout is for the line that says we are ready. */
class StderrLogger extends Logger {
  constructor(options?: ConstructorOptions) {
    super(options);
    // Powertools types its console as private but documents replacing it by inheritance; there is no option for it.
    Object.assign(this, { console: new Console(process.stderr, process.stderr) });
  }

  protected override createLogger(options?: ConstructorOptions): Logger {
    return new StderrLogger(options);
  }
}

export interface LoggerOptions {
  readonly level: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'SILENT';
  readonly toStderr: boolean;
  readonly serviceName: string;
}

/** One JSON object per line. */
export const createLogger = ({ level, toStderr, serviceName }: LoggerOptions): Logger => {
  const options = { serviceName, logLevel: level, logFormatter: new InvocationFormatter() };
  return toStderr ? new StderrLogger(options) : new Logger(options);
};
