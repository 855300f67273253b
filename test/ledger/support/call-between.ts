/** The same part of the real world, but `between` is done before each call of one of these methods, and told what is asked for. */
export const callBetween = <T extends object>(
  part: T,
  methods: readonly (string & keyof T)[],
  between: (asked: unknown) => Promise<void>,
): T =>
  new Proxy(part, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      if (!methods.some((method) => method === name)) return value.bind(target);
      return async (...args: unknown[]) => {
        await between(args[0]);
        return Reflect.apply(value, target, args);
      };
    },
  });
