/** Most values of an interval that quantiles are made of. */
export const VALUES_MAX = 512;

/** What came in one interval, in constant memory. */
export class Aggregate {
  count = 0;
  sum = 0;
  min = 0;
  max = 0;
  #squares = 0;
  /** Some of the values: all while they are few, then ones spread over the interval. */
  readonly values: number[] = [];

  add(value: number, keepsValues: boolean): void {
    this.min = this.count === 0 ? value : Math.min(this.min, value);
    this.max = this.count === 0 ? value : Math.max(this.max, value);
    this.count += 1;
    this.sum += value;
    this.#squares += value * value;
    if (!keepsValues) return;
    if (this.values.length < VALUES_MAX) this.values.push(value);
    // A multiplicative hash of the number in place of chance: what is replaced follows no rhythm of the values.
    else this.values[(Math.imul(this.count, 2_654_435_761) >>> 0) % VALUES_MAX] = value;
  }

  get mean(): number {
    return this.count === 0 ? 0 : this.sum / this.count;
  }

  /** Of a sample of the values, as go-metrics has it. */
  get deviation(): number {
    const { count, sum } = this;
    if (count < 2) return 0;
    return Math.sqrt(Math.max(0, (count * this.#squares - sum * sum) / (count * (count - 1))));
  }
}
