import type { StateStore } from "../state/state-store.ts";
import type { Row } from "../state/table.ts";
import { Table } from "../state/table.ts";
import type { SessionRecord } from "./records.ts";

/** Topic of any change of sessions. */
export const SESSIONS_TOPIC = "sessions";

/** The sessions, by id and by node. */
export class SessionView {
  readonly table: Table<SessionRecord>;
  readonly #byNode = new Map<string, Set<string>>();

  constructor(state: StateStore) {
    this.table = state.add(new Table<SessionRecord>("session"));
    this.table.onChange((before, after) => {
      if (before !== undefined) this.#byNode.get(before.value.Node)?.delete(before.id);
      if (after !== undefined) this.#ofNode(after.value.Node).add(after.id);
      state.watches.touch(SESSIONS_TOPIC);
    });
  }

  list(): readonly Row<SessionRecord>[] {
    return [...this.table.list()];
  }

  ofNode(node: string): readonly Row<SessionRecord>[] {
    return [...(this.#byNode.get(node) ?? [])].sort().flatMap((id) => this.table.get(id) ?? []);
  }

  #ofNode(node: string): Set<string> {
    let ids = this.#byNode.get(node);
    if (ids === undefined) {
      ids = new Set();
      this.#byNode.set(node, ids);
    }
    return ids;
  }
}
