import type { Clock } from '../../src/service/context.ts';

/** A clock that stands still until it is moved. */
export interface TestClock extends Clock {
  /** Moves it on by so many milliseconds. */
  advance(ms: number): void;
  set(to: Date): void;
}

/** A Monday morning in term time, unless told. */
export function testClock(start = new Date('2026-09-07T08:00:00Z')): TestClock {
  let now = start.getTime();
  const clock = () => new Date(now);
  return Object.assign(clock, {
    advance(ms: number) {
      now += ms;
    },
    set(to: Date) {
      now = to.getTime();
    },
  });
}
