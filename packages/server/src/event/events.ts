import type { Buffer } from "node:buffer";
import { eventIndex } from "@tutti/agent-api";
import type { Watches } from "../state/watches.ts";

/** Most events kept; the oldest goes first. */
const EVENTS_MAX = 256;
/** Topic of any new event. */
export const EVENTS_TOPIC = "events";

/** A user event; its filters say whom it is for. */
export interface UserEvent {
  readonly id: string;
  readonly name: string;
  readonly payload: Buffer;
  readonly nodeFilter: string;
  readonly serviceFilter: string;
  readonly tagFilter: string;
  /** Lamport time. */
  readonly time: number;
}

/** The newest events this agent has taken part in. They are gossip, not state: nothing keeps them. */
export class Events {
  readonly #watches: Watches;
  #kept: UserEvent[] = [];
  #time = 1;

  constructor(watches: Watches) {
    this.#watches = watches;
  }

  /** Numbers an event; keeps it if it is meant for this agent. */
  add(event: Omit<UserEvent, "time">, isForUs: boolean): UserEvent {
    this.#time += 1;
    const timed = { ...event, time: this.#time };
    if (!isForUs) return timed;
    this.#kept = [...this.#kept, timed].slice(-EVENTS_MAX);
    this.#watches.touch(EVENTS_TOPIC);
    this.#watches.wakeAll();
    return timed;
  }

  list(name: string): readonly UserEvent[] {
    return name === "" ? this.#kept : this.#kept.filter((event) => event.name === name);
  }
}

/** An index that changes with the newest event: made of its ID, for events have no revision. */
export function indexOfEvents(events: readonly UserEvent[]): string {
  const newest = events.at(-1);
  return newest === undefined ? "1" : eventIndex(newest.id);
}
