import type { Drift, DriftEvent, Hearing } from "./events.ts";

/** What is known of one object. */
export interface BookedObject {
  readonly address: string;
  readonly hearing: Hearing;
  /** Milliseconds since 1970; undefined: it never was. */
  readonly lookedAt: number | undefined;
  readonly drift: Drift | undefined;
  /** Why it could not be looked at the last time. */
  readonly unseen: string | undefined;
  /** It is registered as an instance of a service. */
  readonly carries: boolean;
  /** The object as the state has it: with another one, what was seen of this says nothing. */
  readonly of: string;
}

/** What one look came to. */
export type Finding =
  | { readonly kind: "same" }
  | { readonly kind: "drift"; readonly drift: Omit<Drift, "seenAt"> }
  | { readonly kind: "unseen"; readonly why: string };

/** What is known of all objects that are watched; each finding gives the events that it is worth. */
export class DriftBook {
  readonly #objects = new Map<string, BookedObject>();

  /** In the order of the state. */
  get objects(): readonly BookedObject[] {
    return [...this.#objects.values()];
  }

  get drifts(): readonly Drift[] {
    return this.objects.flatMap(({ drift }) => (drift === undefined ? [] : [drift]));
  }

  /** These objects stand in the state now; of one that is otherwise there nothing is known any more. */
  expect(stored: Iterable<Pick<BookedObject, "address" | "of" | "carries">>): readonly DriftEvent[] {
    const before = new Map(this.#objects);
    const events: DriftEvent[] = [];
    this.#objects.clear();
    for (const { address, of, carries } of stored) {
      const known = before.get(address);
      before.delete(address);
      if (known?.of === of) this.#objects.set(address, { ...known, hearing: "starting" });
      else {
        const none = { lookedAt: undefined, drift: undefined, unseen: undefined };
        this.#objects.set(address, { address, of, carries, hearing: "starting", ...none });
        if (known?.drift !== undefined) events.push({ kind: "settled", address });
      }
    }
    for (const { address, drift } of before.values())
      if (drift !== undefined) events.push({ kind: "settled", address });
    return events;
  }

  heard(address: string, hearing: Hearing): void {
    const known = this.#objects.get(address);
    if (known !== undefined) this.#objects.set(address, { ...known, hearing });
  }

  found(address: string, finding: Finding, now: number): readonly DriftEvent[] {
    const known = this.#objects.get(address);
    if (known === undefined) return [];
    if (finding.kind === "unseen") {
      // When it was last seen stays, and so does what was seen.
      this.#objects.set(address, { ...known, unseen: finding.why });
      return known.unseen === finding.why ? [] : [{ kind: "unseen", address, why: finding.why }];
    }
    if (finding.kind === "same") {
      this.#objects.set(address, { ...known, lookedAt: now, drift: undefined, unseen: undefined });
      return known.drift === undefined ? [] : [{ kind: "settled", address }];
    }
    const isKnown = known.drift !== undefined && isSame(known.drift, finding.drift);
    const drift: Drift =
      isKnown && known.drift !== undefined ? known.drift : { ...finding.drift, seenAt: now };
    this.#objects.set(address, { ...known, lookedAt: now, drift, unseen: undefined });
    return isKnown ? [] : [{ kind: "drift", drift }];
  }
}

function isSame({ change, attributes }: Drift, other: Omit<Drift, "seenAt">): boolean {
  return change === other.change && JSON.stringify(attributes) === JSON.stringify(other.attributes);
}
