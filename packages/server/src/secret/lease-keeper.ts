import type { Clock, Timer } from "@tutti/runtime";
import type { ServerContext } from "../server-context.ts";
import type { LeaseRecord } from "./records.ts";

/** Leases that are over count for nothing at once; their rows go a little later. */
const SWEEP_MS = 30_000;
/** In one transaction. */
const SWEPT_AT_ONCE = 90;

/** Whether a lease holds: its time, its holder's token and the version it is for. */
export function isLive({ config, state, runtime }: ServerContext, lease: LeaseRecord): boolean {
  if (lease.ExpiresAtMs <= runtime.clock.now()) return false;
  if (config.acl.enabled && state.acl.tokens.get(lease.Holder) === undefined) return false;
  const secret = state.secrets.secrets.get(lease.Path)?.value;
  return secret?.Versions.some(({ Version }) => Version === lease.Version) === true;
}

/** Takes the rows of leases away that hold no more. */
export class LeaseKeeper {
  readonly #context: ServerContext;
  readonly #clock: Clock;
  #timer: Timer | undefined;
  #stopped = false;

  constructor(context: ServerContext) {
    this.#context = context;
    this.#clock = context.runtime.clock;
  }

  start(): void {
    this.#timer = this.#clock.after(SWEEP_MS, () => void this.#sweep(), { unref: true });
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  /** Part by part, others between; a lease that was renewed meanwhile is looked at again in the draft. */
  async #sweep(): Promise<void> {
    const { state } = this.#context;
    const { leases } = state.secrets;
    const over: string[] = [];
    let seen = 0;
    for (const { id, value } of leases.rows.size === 0 ? [] : [...leases.list()]) {
      if (!isLive(this.#context, value)) over.push(id);
      seen += 1;
      if (seen % 1_000 === 0) await this.#clock.sleep(0);
    }
    for (let at = 0; at < over.length && !this.#stopped; at += SWEPT_AT_ONCE)
      await state.write((draft) => {
        for (const id of over.slice(at, at + SWEPT_AT_ONCE)) {
          const lease = draft.get(leases, id);
          if (lease !== undefined && !isLive(this.#context, lease.value)) draft.delete(leases, id);
        }
        return true;
      });
    if (!this.#stopped) this.start();
  }
}
