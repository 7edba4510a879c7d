import { list, number, optional, orNull, record, text } from "../state/row-shape.ts";
import type { StateStore } from "../state/state-store.ts";
import type { Replacement, Row, RowRule } from "../state/table.ts";
import { nameId, Table } from "../state/table.ts";
import type { SessionRecord } from "./records.ts";

/** Topic of any change of sessions. */
export const SESSIONS_TOPIC = "sessions";

const SESSION_ROW: RowRule<SessionRecord> = {
  holds: record<SessionRecord>({
    ID: text,
    Name: text,
    Node: text,
    LockDelay: number,
    Behavior: (value) => value === "release" || value === "delete",
    TTL: text,
    NodeChecks: orNull(list(text)),
    ServiceChecks: orNull(list(record({ ID: text, Namespace: text }))),
    Checks: optional(list(text)),
  }),
  idOf: ({ ID }) => ID,
};

/** The sessions, by id and by node. */
export class SessionView {
  readonly table: Table<SessionRecord>;
  #byNode = new Map<string, Set<string>>();

  constructor(state: StateStore) {
    this.table = state.add(new Table<SessionRecord>("session", SESSION_ROW));
    this.table.onChange(
      (before, after) => {
        if (before !== undefined) this.#forget(before);
        if (after !== undefined) keep(this.#byNode, after);
        state.watches.touch(SESSIONS_TOPIC);
      },
      { replacing: () => this.#replacing() },
    );
  }

  list(): readonly Row<SessionRecord>[] {
    return [...this.table.list()];
  }

  /** The sessions of a node, whatever the letter case that they named it in. */
  ofNode(node: string): readonly Row<SessionRecord>[] {
    return [...(this.#byNode.get(nameId(node)) ?? [])].sort().flatMap((id) => this.table.get(id) ?? []);
  }

  #replacing(): Replacement<Row<SessionRecord>> {
    const byNode = new Map<string, Set<string>>();
    return {
      add: (row) => keep(byNode, row),
      takeOver: () => {
        this.#byNode = byNode;
      },
    };
  }

  #forget({ id, value }: Row<SessionRecord>): void {
    const node = nameId(value.Node);
    const ids = this.#byNode.get(node);
    ids?.delete(id);
    if (ids?.size === 0) this.#byNode.delete(node);
  }
}

function keep(byNode: Map<string, Set<string>>, { id, value }: Row<SessionRecord>): void {
  const node = nameId(value.Node);
  const ids = byNode.get(node);
  if (ids === undefined) byNode.set(node, new Set([id]));
  else ids.add(id);
}
