import { Fields, type PlainRecord } from "@tutti/plugin";
import { createStop } from "@tutti/runtime";

/** Who answers for events: asks the engine, and gives each as it comes. */
interface EventSource {
  /** Seconds since 1970, by the engine's own clock. */
  now(signal: AbortSignal): Promise<number>;
  /** All since then and all to come; ends with the connection. */
  events(since: number, onEvent: (event: PlainRecord) => void, signal: AbortSignal): Promise<void>;
}

/** Which events are news of an object. */
export type Concerns = (event: Fields) => boolean;

interface Watcher {
  readonly concerns: Concerns;
  readonly hint: () => void;
  readonly lost: (why: unknown) => void;
}

/** What says nothing of how a container is: somebody looked into it. */
const ONLOOKERS = /^(exec_|top$|attach$|detach$|resize$|export$|commit$|copy$|archive-path$|extract-to-dir$)/;

/** Events of the object with that id; a network's are those of its containers too. */
export function ofObject(id: string): Concerns {
  return (event) => {
    const actor = event.block("Actor");
    return actor?.string("ID") === id || actor?.map("Attributes").get("container") === id;
  };
}

/** Events of any image: which of them a name means may change with each. */
export const ofImages: Concerns = (event) => event.string("Type") === "image";

/** The events of one engine, by one connection however many listen. */
export class EngineEvents {
  readonly #source: EventSource;
  readonly #watchers = new Set<Watcher>();
  #stop: AbortController | undefined;

  constructor(source: EventSource) {
    this.#source = source;
  }

  /** Hints once it listens, and at each event that concerns whoever asks. */
  async watch(
    concerns: Concerns,
    { signal, hint }: { readonly signal: AbortSignal; readonly hint: () => void },
  ): Promise<void> {
    if (signal.aborted) return;
    let leave = (): void => {};
    await new Promise<void>((resolve, reject) => {
      const watcher: Watcher = { concerns, hint, lost: reject };
      leave = () => this.#leave(watcher);
      this.#watchers.add(watcher);
      signal.addEventListener("abort", () => resolve(), { once: true });
      if (this.#stop === undefined) this.#listen();
      // What happens between this hint and the first event is told all the same: events are asked for from before.
      else hint();
    }).finally(leave);
  }

  #listen(): void {
    const stop = createStop();
    this.#stop = stop;
    const follow = async (): Promise<void> => {
      const since = await this.#source.now(stop.signal);
      for (const { hint } of this.#watchers) hint();
      await this.#source.events(since, (event) => this.#dispatch(event), stop.signal);
      throw new Error("the engine ended its events");
    };
    void follow().catch((why: unknown) => {
      if (this.#stop !== stop) return;
      this.#stop = undefined;
      for (const { lost } of [...this.#watchers]) lost(why);
    });
  }

  #dispatch(event: PlainRecord): void {
    const fields = new Fields(event);
    if (ONLOOKERS.test(fields.string("Action") ?? "")) return;
    for (const { concerns, hint } of this.#watchers) if (concerns(fields)) hint();
  }

  #leave(watcher: Watcher): void {
    this.#watchers.delete(watcher);
    if (this.#watchers.size > 0) return;
    const stop = this.#stop;
    this.#stop = undefined;
    stop?.abort();
  }
}
