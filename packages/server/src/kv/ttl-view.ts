import { OrderedMap } from "@tutti/store";
import { number, record } from "../state/row-shape.ts";
import type { StateStore } from "../state/state-store.ts";
import type { Row } from "../state/table.ts";
import { Table } from "../state/table.ts";

/** When a key goes. */
export interface KeyTtl {
  /** Of the wall clock, in milliseconds. */
  readonly ExpiresAtMs: number;
}

/**
 * The keys that go by themselves, by key and by time. A table of its own: that
 * a time begins anew is no change of the key, so that nobody wakes for it, and
 * rows of keys are what they are in Consul.
 */
export class KeyTtlView {
  readonly table: Table<KeyTtl>;
  #byTime = new OrderedMap<string>();
  #changed = (): void => {};

  constructor(state: StateStore) {
    this.table = state.add(new Table<KeyTtl>("kv-ttl", { holds: record<KeyTtl>({ ExpiresAtMs: number }) }));
    this.table.onChange(
      (before, after) => {
        if (before !== undefined) this.#byTime.delete(placeOf(before));
        if (after !== undefined) this.#byTime.set(placeOf(after), after.id);
        this.#changed();
      },
      {
        replacing: () => {
          const byTime = new OrderedMap<string>();
          return {
            add: (row: Row<KeyTtl>) => byTime.set(placeOf(row), row.id),
            takeOver: () => {
              this.#byTime = byTime;
              this.#changed();
            },
          };
        },
      },
    );
  }

  /** When a key goes; undefined where it stays. */
  expiresAt(key: string): number | undefined {
    return this.table.get(key)?.value.ExpiresAtMs;
  }

  /** When the next one goes; undefined where none does. */
  get next(): number | undefined {
    const [first] = this.#byTime.from("");
    return first === undefined ? undefined : this.expiresAt(first[1]);
  }

  /** The keys whose time is over, the first ones of them. */
  due(now: number, max: number): readonly string[] {
    const keys: string[] = [];
    for (const [, key] of this.#byTime.from("")) {
      if (keys.length >= max || (this.expiresAt(key) ?? Number.POSITIVE_INFINITY) > now) break;
      keys.push(key);
    }
    return keys;
  }

  /** Hears that another key may be the next. */
  onChange(hear: () => void): void {
    this.#changed = hear;
  }
}

function placeOf({ id, value }: Row<KeyTtl>): string {
  return `${String(Math.round(value.ExpiresAtMs)).padStart(16, "0")}/${id}`;
}
