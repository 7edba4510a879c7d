/** Many ask at once for something that is read for all of them: each gets what was read after it asked. */
export function readTogether<T>(read: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  let next: Promise<T> | undefined;
  const start = (): Promise<T> => {
    const mine = read().finally(() => {
      if (running === mine) running = undefined;
    });
    running = mine;
    return mine;
  };
  return () => {
    if (running === undefined) return start();
    const behind = running.catch(() => {});
    next ??= behind.then(() => {
      next = undefined;
      return start();
    });
    return next;
  };
}
