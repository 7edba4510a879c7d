import { record, text } from "../state/row-shape.ts";
import type { StateStore } from "../state/state-store.ts";
import type { Row, RowRule } from "../state/table.ts";
import { nameId, Table } from "../state/table.ts";
import type { ConfigEntry } from "./records.ts";

/** Topic of any change of config entries. */
export const CONFIG_ENTRIES_TOPIC = "config-entries";

const ENTRY_ROW: RowRule<ConfigEntry> = {
  holds: record<Pick<ConfigEntry, "Kind" | "Name">>({ Kind: text, Name: text }),
  idOf: ({ Kind, Name }) => configEntryId(Kind, Name),
};

/** The config entries by kind and name. */
export class ConfigEntryView {
  readonly table: Table<ConfigEntry>;
  readonly #state: StateStore;

  constructor(state: StateStore) {
    this.#state = state;
    this.table = state.add(new Table<ConfigEntry>("config-entry", ENTRY_ROW));
    this.table.onChange(() => state.watches.touch(CONFIG_ENTRIES_TOPIC));
  }

  /** No index is below it: that of the last restore. */
  get floor(): number {
    return this.#state.indexFloor;
  }

  get(kind: string, name: string): Row<ConfigEntry> | undefined {
    return this.table.get(configEntryId(kind, name));
  }

  list(kind: string): readonly Row<ConfigEntry>[] {
    return [...this.table.list(kind === "" ? "" : `${kind}/`)];
  }
}

/** The id of an entry's row, whatever the letter case of its name; kinds hold no slash. */
export function configEntryId(kind: string, name: string): string {
  return `${kind}/${nameId(name)}`;
}
