/** At most `max` pieces of work at a time; the others wait in the order they came. */
export interface Limit {
  /** `leave` gives the place to the next before the work has ended: what is left of it is waiting. */
  run<T>(work: (leave: () => void) => Promise<T>): Promise<T>;
}

/** `max` pieces of work at a time, at least one. */
export function createLimit(max: number): Limit {
  let running = 0;
  let head = 0;
  let queue: (() => void)[] = [];

  const release = (): void => {
    running -= 1;
    const next = queue[head];
    if (next === undefined) return;
    head += 1;
    if (head > 1024 && head * 2 > queue.length) {
      queue = queue.slice(head);
      head = 0;
    }
    running += 1;
    next();
  };
  return {
    async run(work) {
      if (running < max) running += 1;
      else await new Promise<void>((resolve) => queue.push(resolve));
      let holds = true;
      const leave = (): void => {
        if (holds) release();
        holds = false;
      };
      try {
        return await work(leave);
      } finally {
        leave();
      }
    },
  };
}
