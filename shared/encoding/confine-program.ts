/** What a program may use. Beyond that the kernel refuses memory and ends what goes on. */
export interface ProgramLimits {
  /** Of all its threads together. */
  readonly cpuSeconds: number;
  /** Memory of its own that it can write to (`RLIMIT_DATA`): heap, private mappings and the stacks of its threads. */
  readonly memoryBytes: number;
}

/** A program is told by SIGXCPU that its time is over; one that does not listen is killed these seconds later. */
const CPU_GRACE_SECONDS = 5;

/** Standard streams, a pipe for each of 12 rungs, connections, and libraries while they are loaded. */
const OPEN_FILES = 64;

/** A program that `confineProgram` started ends so if it could not be confined or does not exist. */
export const START_FAILURES: readonly number[] = [125, 126, 127];

/**
 * Only a shell can set limits without native code, and every system has one. The text is fixed and everything else are
 * positional parameters, so nothing is ever parsed as a command. A limit that cannot be set is only put up with where
 * the system has a stricter one; otherwise the program is not started: a sandbox with a hole in it is none.
 */
const SCRIPT = `
must() {
  now=$(ulimit "$1") && [ "$now" != unlimited ] && [ "$now" -le "$2" ] && return
  echo "the system refuses 'ulimit $1 $2'" >&2
  exit 125
}
{ ulimit -S -t "$1" && ulimit -H -t "$2"; } 2>/dev/null || must -t "$1"
ulimit -d "$3" 2>/dev/null || must -d "$3"
ulimit -n "$4" 2>/dev/null || must -n "$4"
ulimit -f 0 2>/dev/null || must -f 0
ulimit -c 0 2>/dev/null || must -c 0
shift 4
exec "$@"
`;

/** The command that starts a program under these limits; it may neither write a file nor leave a core. */
export const confineProgram = (
  path: string,
  args: readonly string[],
  { cpuSeconds, memoryBytes }: ProgramLimits,
): { readonly command: string; readonly args: readonly string[] } => {
  const seconds = Math.max(1, Math.ceil(cpuSeconds));
  const limits = [seconds, seconds + CPU_GRACE_SECONDS, Math.ceil(memoryBytes / 1024), OPEN_FILES];
  return { command: '/bin/sh', args: ['-c', SCRIPT, 'sh', ...limits.map(String), path, ...args] };
};
