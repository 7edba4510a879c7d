import type { AgentClient } from "@tutti/agent-api";

/** Events that wait for the agent; what comes beyond is told elsewhere all the same. */
const WAITING_MAX = 256;
/** An event takes 512 bytes with its name and framing. */
const PAYLOAD_BYTES_MAX = 300;

/** User events of ours, one after the other; where the agent takes none nothing else follows from it. */
export class UserEvents {
  readonly #client: AgentClient;
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(client: AgentClient) {
    this.#client = client;
  }

  /** The payload is JSON; where it is too long, its first member alone, cut. */
  fire(name: string, payload: Readonly<Record<string, unknown>>): void {
    if (this.#waiting >= WAITING_MAX) return;
    this.#waiting += 1;
    this.#last = this.#last.then(async () => {
      const body = payloadOf(payload);
      await this.#client.call("event.fire", { rest: name, body }).catch(() => undefined);
      this.#waiting -= 1;
    });
  }

  /** Resolves when all that was fired is told. */
  told(): Promise<void> {
    return this.#last;
  }
}

/** What fits into an event. */
export function payloadOf(all: Readonly<Record<string, unknown>>): string {
  const whole = JSON.stringify(all);
  if (new TextEncoder().encode(whole).length <= PAYLOAD_BYTES_MAX) return whole;
  const [name = "", value = ""] = Object.entries(all)[0] ?? [];
  const short = Array.isArray(value) ? value.join(" ") : String(value);
  // A character takes six bytes at most, written as an escape.
  return JSON.stringify({ [name]: short.slice(0, Math.floor(PAYLOAD_BYTES_MAX / 8)), cut: true });
}
