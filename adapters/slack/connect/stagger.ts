interface Stagger<C> {
  /** A connection was made. @param lifeMs how long Slack keeps it, in milliseconds */
  opened(connection: C, lifeMs: number): void;
  closed(connection: C): void;
}

/**
 * Keeps connections from ending at the same moment. Slack ends each after some hours, and so those together that were opened
 * together: of two that are too near in age the later is made anew once, half its life before its time.
 *
 * @param renew has a connection made anew
 */
export function openStagger<C>(renew: (connection: C) => void): Stagger<C> {
  const openedAt = new Map<C, number>();
  const timers = new Map<C, NodeJS.Timeout>();
  const closed = (connection: C) => {
    openedAt.delete(connection);
    clearTimeout(timers.get(connection));
    timers.delete(connection);
  };
  const renewLater = (connection: C, lifeMs: number) => {
    const timer = setTimeout(() => {
      // Never the only one.
      if (openedAt.size > 1) renew(connection);
      else renewLater(connection, lifeMs / 4);
    }, lifeMs / 2);
    timers.set(connection, timer.unref());
  };
  return {
    opened(connection, lifeMs) {
      closed(connection);
      const now = performance.now();
      const tooNear = [...openedAt.values()].some((at) => now - at < lifeMs / 4);
      openedAt.set(connection, now);
      if (tooNear && lifeMs > 0) renewLater(connection, lifeMs);
    },
    closed,
  };
}
