/** Brings drifted objects back, each time by an ordinary plan of them alone, under limits. */

import type { ProviderSchema } from "@tutti/plugin";
import type { Timer } from "@tutti/runtime";
import type { DriftBook } from "./drift-book.ts";
import type { DriftEvent } from "./events.ts";
import { type Heal, judgeHeal, recentHeals, SAME_MOST } from "./heal-limits.ts";
import { healObjects } from "./heal-objects.ts";
import type { DriftRequest } from "./request.ts";

/** What drifts together is healed together. */
const GATHER_MS = 500;
/** So long after a heal that failed, or while somebody else holds the state. */
const RETRY_MS = 10_000;

/** Heals what is drifted, one plan after the other. */
export class Healer {
  readonly #request: DriftRequest;
  readonly #book: DriftBook;
  readonly #tell: (events: readonly DriftEvent[]) => void;
  readonly #signal: AbortSignal;
  readonly #due = new Set<string>();
  /** Why they are left alone was told. */
  readonly #stopped = new Set<string>();
  #history: readonly Heal[] = [];
  #timer: Timer | undefined;
  #running: Promise<void> = Promise.resolve();
  /** Of the providers of what is watched now. */
  schemaOf: (provider: string) => ProviderSchema | undefined = () => undefined;

  constructor(
    request: DriftRequest,
    book: DriftBook,
    tell: (events: readonly DriftEvent[]) => void,
    signal: AbortSignal,
  ) {
    this.#request = request;
    this.#book = book;
    this.#tell = tell;
    this.#signal = signal;
  }

  /** Hears of everything that is told. */
  heard(event: DriftEvent): void {
    const { heal } = this.#request;
    if (heal === undefined) return;
    if (event.kind === "settled") {
      this.#due.delete(event.address);
      return;
    }
    if (event.kind !== "drift") return;
    const { address } = event.drift;
    const known = this.#book.objects.find((object) => object.address === address);
    if (heal.what === "services" && known?.carries !== true) return;
    this.#due.add(address);
    this.#again(GATHER_MS);
  }

  /** Resolves when nothing is under way any more. */
  async end(): Promise<void> {
    this.#timer?.cancel();
    this.#due.clear();
    await this.#running;
    this.#timer?.cancel();
  }

  #again(ms: number): void {
    this.#timer?.cancel();
    this.#timer = this.#request.runtime.clock.after(
      ms,
      () => {
        this.#running = this.#running.then(() => this.#heal());
      },
      { unref: true },
    );
  }

  /** Of what is due those that the limits let; the others wait, or are given up. */
  async #heal(): Promise<void> {
    const { heal, runtime } = this.#request;
    if (heal === undefined || this.#signal.aborted) return;
    const now = runtime.clock.now();
    this.#history = recentHeals(this.#history, now, heal);
    const addresses: string[] = [];
    let waitMs: number | undefined;
    let history = this.#history;
    for (const address of this.#due) {
      const verdict = judgeHeal(history, address, now, heal);
      if (verdict.kind === "heal") {
        addresses.push(address);
        history = [...history, { address, at: now }];
        this.#stopped.delete(address);
      } else if (verdict.kind === "wait") waitMs = verdict.ms;
      else this.#giveUp(address);
    }
    for (const address of addresses) this.#due.delete(address);
    if (addresses.length > 0) waitMs = (await this.#healThese(addresses, history)) ?? waitMs;
    if (waitMs !== undefined && this.#due.size > 0) this.#again(waitMs);
  }

  #giveUp(address: string): void {
    this.#due.delete(address);
    if (this.#stopped.has(address)) return;
    this.#stopped.add(address);
    const why = `it was healed ${SAME_MOST} times within an hour and drifted again. Find out what changes it; it is not healed any more before that hour is over.`;
    this.#tell([{ kind: "heal-refused", addresses: [address], why }]);
  }

  /** After how long what is due then is to be tried again. */
  async #healThese(addresses: readonly string[], history: readonly Heal[]): Promise<number | undefined> {
    const { clock } = this.#request.runtime;
    this.#tell([{ kind: "heal-start", addresses }]);
    const began = clock.monotonic();
    const healed = await healObjects(this.#request, addresses, this.schemaOf, this.#signal);
    const again = (): number => {
      for (const address of addresses) this.#due.add(address);
      return RETRY_MS;
    };
    switch (healed.kind) {
      case "healed":
        this.#history = history;
        this.#tell([{ kind: "healed", addresses, elapsedMs: clock.monotonic() - began }]);
        return undefined;
      case "failed":
        this.#history = history;
        this.#tell([{ kind: "heal-refused", addresses, why: healed.why }]);
        return again();
      case "locked":
        return again();
      case "refused":
        this.#tell([{ kind: "heal-refused", addresses, why: healed.why }]);
        return undefined;
      case "nothing":
        return undefined;
    }
  }
}
