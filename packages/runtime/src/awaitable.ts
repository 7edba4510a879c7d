/** A value, or the promise of one. What is there at once costs no promise and no turn of the loop. */
export type Awaitable<T> = T | Promise<T>;

/** What `next` makes of a value: at once where the value is there, else as soon as it is. */
export function whenThere<T, U>(value: Awaitable<T>, next: (value: T) => Awaitable<U>): Awaitable<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}
