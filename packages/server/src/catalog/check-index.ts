import { compositeId, nameId, type Replacement, type Row } from "../state/table.ts";
import { forget, keep } from "./mesh-index.ts";
import type { CheckRecord } from "./records.ts";

/** Checks by what they are of, since one node may have ten thousand. */
interface Indexes {
  /** By the name of the service that they were registered for, whatever its instance is called now. */
  readonly byService: Map<string, Map<string, Row<CheckRecord>>>;
  /** By node and the ID of an instance; those of the node itself by "". */
  readonly byInstance: Map<string, Map<string, Row<CheckRecord>>>;
}

/** The checks of the catalog, found without a look at the others. */
export class CheckIndex {
  #indexes = empty();

  /** The checks of a service, by node and ID. */
  ofService(name: string): readonly Row<CheckRecord>[] {
    return sorted(this.#indexes.byService.get(nameId(name)));
  }

  /** The checks of an instance by ID; with "" those of the node itself. */
  ofInstance(node: string, service: string): readonly Row<CheckRecord>[] {
    return sorted(this.#indexes.byInstance.get(compositeId(node, service)));
  }

  changed(before: Row<CheckRecord> | undefined, after: Row<CheckRecord> | undefined): void {
    if (before !== undefined) remove(this.#indexes, before);
    if (after !== undefined) add(this.#indexes, after);
  }

  /** All at once. */
  replacing(): Replacement<Row<CheckRecord>> {
    const indexes = empty();
    return {
      add: (row) => add(indexes, row),
      takeOver: () => {
        this.#indexes = indexes;
      },
    };
  }
}

function empty(): Indexes {
  return { byService: new Map(), byInstance: new Map() };
}

function add({ byService, byInstance }: Indexes, row: Row<CheckRecord>): void {
  const { Node, ServiceID, ServiceName } = row.value;
  if (ServiceName !== "") keep(byService, nameId(ServiceName), row);
  keep(byInstance, compositeId(Node, ServiceID), row);
}

function remove({ byService, byInstance }: Indexes, row: Row<CheckRecord>): void {
  const { Node, ServiceID, ServiceName } = row.value;
  forget(byService, nameId(ServiceName), row);
  forget(byInstance, compositeId(Node, ServiceID), row);
}

function sorted(rows: ReadonlyMap<string, Row<CheckRecord>> | undefined): readonly Row<CheckRecord>[] {
  return rows === undefined ? [] : [...rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
