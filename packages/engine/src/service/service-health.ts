import { type Clock, createStop, followIndex } from "@tutti/runtime";

/** How one instance is, by its checks. */
export interface InstanceHealth {
  readonly isWell: boolean;
  /** No check is critical: whoever looks the service up is led to it. */
  readonly isServed: boolean;
  /** A rollout keeps it from whoever looks the service up, until it switches. That makes it neither well nor unwell. */
  readonly isHidden: boolean;
  /** What the checks that do not pass say, first line each; empty where all do. */
  readonly why: string;
}

/** By the ids of the registrations; "unseen" while nobody can tell. */
export type HealthNews = ReadonlyMap<string, InstanceHealth> | "unseen";

/** So long after a question that was not answered. */
const RETRY_MS = 1000;

/** Who is asked how the instances of a service are; waits for news behind `index`, and rejects where it cannot be seen. */
interface HealthSource {
  health(
    service: string,
    index: number | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly index: number; readonly instances: ReadonlyMap<string, InstanceHealth> }>;
}

interface Followed {
  readonly listeners: Set<(news: HealthNews) => void>;
  readonly stop: AbortController;
  last: HealthNews | undefined;
}

/**
 * Follows the instances of services by watches, one a service however many
 * listen. It stops asking once nobody does.
 */
export class ServiceHealth {
  readonly #agent: HealthSource;
  readonly #clock: Clock;
  readonly #followed = new Map<string, Followed>();

  constructor(agent: HealthSource, clock: Clock) {
    this.#agent = agent;
    this.#clock = clock;
  }

  /** Tells what is known now, if anything, and then all news. Gives back how to end it. */
  follow(service: string, listener: (news: HealthNews) => void): () => void {
    let followed = this.#followed.get(service);
    if (followed === undefined) {
      followed = { listeners: new Set(), stop: createStop(), last: undefined };
      this.#followed.set(service, followed);
      void this.#watch(service, followed);
    }
    const { listeners, stop, last } = followed;
    listeners.add(listener);
    if (last !== undefined) listener(last);
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0 || stop.signal.aborted) return;
      stop.abort();
      this.#followed.delete(service);
    };
  }

  #watch(service: string, followed: Followed): Promise<void> {
    const tell = (news: HealthNews): void => {
      followed.last = news;
      for (const listener of [...followed.listeners]) listener(news);
    };
    return followIndex({
      clock: this.#clock,
      stop: followed.stop.signal,
      ask: (index: number | undefined, stop) => this.#agent.health(service, index, stop),
      heed: ({ instances }) => tell(instances),
      failed() {
        tell("unseen");
        return RETRY_MS;
      },
    });
  }
}
