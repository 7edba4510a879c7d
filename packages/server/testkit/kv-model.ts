/** A key as its rules make it. Indexes are -1 where they are not known yet. */
export interface Key {
  readonly value: string;
  readonly flags: number;
  readonly session: string;
  readonly locks: number;
  readonly createdAt: number;
  readonly changedAt: number;
}

/** A session that is there. */
export interface Session {
  readonly behavior: "release" | "delete";
  readonly delayMs: number;
  readonly ttlMs: number;
  endsMs: number;
}

/** Keys, locks and sessions by the documented rules: check-and-set, flags, lock counts and delays, ends of sessions. */
export class KvModel {
  readonly keys = new Map<string, Key>();
  readonly sessions = new Map<string, Session>();
  /** Until when a key may not be locked. */
  readonly delays = new Map<string, number>();
  /** Every session there has been, so that ended ones are asked for as well. */
  readonly ids: string[] = [];
  nowMs = 0;
  newest = 0;

  id(slot: number): string {
    return this.ids[slot % Math.max(1, this.ids.length)] ?? "aaaaaaaa-0000-4000-8000-000000000000";
  }

  set(key: string, wanted: Pick<Key, "value" | "flags" | "session" | "locks">): void {
    const old = this.keys.get(key);
    if (old !== undefined && JSON.stringify({ ...old, ...wanted }) === JSON.stringify(old)) return;
    this.keys.set(key, { ...wanted, createdAt: old?.createdAt ?? -1, changedAt: -1 });
  }

  /** The outcome of a write: whether it was done, or "refused". */
  write(key: string, how: Write): boolean | "refused" {
    const old = this.keys.get(key);
    const plain = { value: how.value, flags: how.flags, session: old?.session ?? "", locks: 0 };
    switch (how.kind) {
      case "set":
        this.set(key, plain);
        return true;
      case "cas":
        if (this.indexFor(key, how.index) !== (old?.changedAt ?? 0)) return false;
        this.set(key, plain);
        return true;
      case "lock": {
        const id = this.id(how.slot);
        if (this.isDelayed(key)) return false;
        if (!this.sessions.has(id)) return "refused";
        const holder = old?.session ?? "";
        if (holder !== "" && holder !== id) return false;
        const locks = (old?.locks ?? 0) + (holder === id ? 0 : 1);
        this.set(key, { ...plain, session: id, locks });
        return true;
      }
      case "unlock": {
        if (old === undefined || old.session !== this.id(how.slot)) return false;
        this.set(key, { ...plain, session: "", locks: old.locks });
        return true;
      }
    }
  }

  /** The index that a request names: none, the right one, or a wrong one. */
  indexFor(key: string, which: Index): number {
    const right = this.keys.get(key)?.changedAt ?? 0;
    return which === "zero" ? 0 : which === "right" ? right : right + 1;
  }

  isDelayed(key: string): boolean {
    return this.nowMs < (this.delays.get(key) ?? 0);
  }

  end(id: string): void {
    const session = this.sessions.get(id);
    if (session === undefined) return;
    this.sessions.delete(id);
    for (const [name, key] of [...this.keys]) {
      if (key.session !== id) continue;
      if (session.behavior === "delete") this.keys.delete(name);
      else this.set(name, { ...key, session: "" });
      if (session.delayMs > 0) this.delays.set(name, this.nowMs + session.delayMs);
    }
  }

  below(prefix: string): readonly string[] {
    return [...this.keys.keys()].filter((name) => name.startsWith(prefix)).sort();
  }
}

/** Which index a request names: none, the right one, or a wrong one. */
export type Index = "zero" | "right" | "wrong";
/** A write, and how. */
export type Write = { readonly value: string; readonly flags: number } & (
  | { readonly kind: "set" }
  | { readonly kind: "cas"; readonly index: Index }
  | { readonly kind: "lock" | "unlock"; readonly slot: number }
);

/** The names below a prefix, those behind a separator as one. */
export function listed(names: readonly string[], prefix: string, separator: string): readonly string[] {
  const cut = names.map((name) => {
    const at = separator === "" ? -1 : name.indexOf(separator, prefix.length);
    return at < 0 ? name : name.slice(0, at + separator.length);
  });
  return [...new Set(cut)];
}
