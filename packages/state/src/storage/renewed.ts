import type { Runtime } from "@tutti/runtime";

/** What is good until a time. */
interface Ending {
  /** Milliseconds since 1970; undefined: it does not end, or nobody said. */
  readonly expiresMs?: number | undefined;
}

/** A token or keys that are asked for once, and anew before they end. A refusal is not kept: the next one who needs them asks again. */
export class Renewed<T extends Ending> {
  readonly #clock: Runtime["clock"];
  readonly #ask: () => Promise<T>;
  readonly #leftMinMs: number;
  #known: Promise<T> | undefined;

  /** `leftMinMs`: what ends sooner is asked for anew. */
  constructor({ clock }: Pick<Runtime, "clock">, ask: () => Promise<T>, leftMinMs: number) {
    this.#clock = clock;
    this.#ask = ask;
    this.#leftMinMs = leftMinMs;
  }

  async current(): Promise<T> {
    const known = this.#known;
    if (known === undefined) return this.#renew();
    const value = await known;
    const { expiresMs } = value;
    if (expiresMs === undefined || expiresMs - this.#clock.now() > this.#leftMinMs) return value;
    // Who waited for the same and comes later takes what the first one asked for.
    return known === this.#known ? this.#renew() : this.current();
  }

  #renew(): Promise<T> {
    const asked = this.#ask();
    this.#known = asked;
    asked.catch(() => {
      this.#known = undefined;
    });
    return asked;
  }
}
