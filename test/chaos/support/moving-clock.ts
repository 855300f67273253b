/**
 * Makes this process's `Date` run `offsetMs` ahead of the machine's clock; the answer moves it on. Timers and
 * `performance.now()` stay as they are, as they do when an operator or NTP sets the clock.
 */
export const installMovingClock = (offsetMs: number): ((byMs: number) => void) => {
  const MachineDate = Date;
  let offset = offsetMs;
  const now = (): number => MachineDate.now() + offset;
  const MovingDate: DateConstructor = new Proxy(MachineDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget === MovingDate ? target : newTarget),
    apply: () => new MachineDate(now()).toString(),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  });
  globalThis.Date = MovingDate;
  return (byMs) => {
    offset += byMs;
  };
};
