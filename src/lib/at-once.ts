/** There is no room for more; what was asked for was not begun. */
export class Full extends Error {}

interface Room {
  /** How many are worked on at the same time… */
  atOnce: number;
  /** …and how many more wait for that, in the order in which they came. */
  waiting: number;
}

type Run = <T>(work: () => Promise<T>) => Promise<T>;

/** Bounds what costly work takes of this process, whoever asks for it. @returns runs it in its turn. @throws Full */
export function atOnce({ atOnce: most, waiting }: Room): Run {
  let running = 0;
  const next: (() => void)[] = [];
  return async (work) => {
    if (running < most) running += 1;
    else if (next.length >= waiting) throw new Full();
    // Whoever is done hands on its place.
    else await new Promise<void>((resolve) => next.push(resolve));
    try {
      return await work();
    } finally {
      const first = next.shift();
      if (first) first();
      else running -= 1;
    }
  };
}

/** The same, for each key by itself: what one takes is taken from no other. */
export function atOnceEach(room: Room): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const rooms = new Map<string, { run: Run; inside: number }>();
  return async (key, work) => {
    const here = rooms.get(key) ?? { run: atOnce(room), inside: 0 };
    rooms.set(key, here);
    here.inside += 1;
    try {
      return await here.run(work);
    } finally {
      here.inside -= 1;
      if (here.inside === 0) rooms.delete(key);
    }
  };
}
