import type { Clock, Timer } from "@tutti/runtime";
import type { ServerContext } from "../server-context.ts";
import { Refusal } from "../state/refusal.ts";
import { deleteKey } from "./commands.ts";

/** Deleted in one transaction. */
const AT_ONCE = 40;
/** No timer is longer, so that a clock that is set is heeded within this. */
const LOOK_AGAIN_MS = 60_000;
/** Between two tries where the store cannot write. */
const RETRY_MS = 1_000;

/** Deletes keys whose time is over, at that time; what lapsed while no server ran, at the start. */
export class TtlKeeper {
  readonly #context: ServerContext;
  readonly #clock: Clock;
  #timer: Timer | undefined;
  #isSweeping = false;
  #stopped = false;

  constructor(context: ServerContext) {
    this.#context = context;
    this.#clock = context.runtime.clock;
  }

  async start(): Promise<void> {
    this.#context.state.keyTtls.onChange(() => this.#arm());
    await this.#sweep();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  #arm(atLeastMs = 0): void {
    this.#timer?.cancel();
    const { next } = this.#context.state.keyTtls;
    if (this.#stopped || this.#isSweeping || next === undefined) return;
    const ms = Math.min(LOOK_AGAIN_MS, Math.max(atLeastMs, next - this.#clock.now()));
    this.#timer = this.#clock.after(ms, () => void this.#sweep(), { unref: true });
  }

  /** Part by part, others between; a key that got more time meanwhile is looked at again in the draft. */
  async #sweep(): Promise<void> {
    const { state, log } = this.#context;
    this.#isSweeping = true;
    let failed: Refusal | undefined;
    while (!this.#stopped && failed === undefined) {
      const now = this.#clock.now();
      const due = state.keyTtls.due(now, AT_ONCE);
      if (due.length === 0) break;
      const written = await state.write((draft) => {
        for (const key of due) {
          const ttl = draft.get(state.keyTtls.table, key);
          if (ttl !== undefined && ttl.value.ExpiresAtMs <= now) deleteKey(state, draft, key);
        }
        return true;
      });
      if (written instanceof Refusal) failed = written;
    }
    this.#isSweeping = false;
    if (failed !== undefined) log("warn", `kv: keys whose time is over cannot be deleted: ${failed.text}`);
    this.#arm(failed === undefined ? 0 : RETRY_MS);
  }
}
