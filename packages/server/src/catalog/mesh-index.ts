import type { StateStore } from "../state/state-store.ts";
import { nameId, type Replacement, type Row } from "../state/table.ts";
import type { ServiceRecord } from "./records.ts";

/**
 * The services of the catalog by what they speak for in the mesh, and when that
 * last became another: a read of one is not woken by what happens to the others.
 */
export class MeshIndex {
  readonly #state: StateStore;
  #byDestination = new Map<string, Map<string, Row<ServiceRecord>>>();
  #index = new Map<string, number>();
  /** When last a service lost all that spoke for it. */
  #extinctionIndex = 0;

  constructor(state: StateStore) {
    this.#state = state;
  }

  /** What speaks for a service, by node and ID. */
  rowsOf(service: string): readonly Row<ServiceRecord>[] {
    return [...(this.#byDestination.get(nameId(service))?.values() ?? [])].sort((a, b) =>
      a.id < b.id ? -1 : 1,
    );
  }

  /** When other instances last came to speak for it, or ceased to. */
  indexOf(service: string): number {
    const index = this.#index.get(nameId(service)) ?? this.#extinctionIndex;
    return Math.max(index, this.#state.indexFloor);
  }

  changed(
    before: Row<ServiceRecord> | undefined,
    after: Row<ServiceRecord> | undefined,
    revision: number,
  ): void {
    const [gone, come] = [destinationOf(before), destinationOf(after)];
    if (before !== undefined && gone !== undefined && gone !== come) {
      const wasLast = forget(this.#byDestination, gone, before);
      this.#raise(gone, revision);
      if (wasLast) {
        this.#index.delete(gone);
        this.#extinctionIndex = Math.max(this.#extinctionIndex, revision);
      }
    }
    if (after === undefined || come === undefined) return;
    keep(this.#byDestination, come, after);
    this.#raise(come, revision);
  }

  /** All at once. */
  replacing(): Replacement<Row<ServiceRecord>> {
    const byDestination = new Map<string, Map<string, Row<ServiceRecord>>>();
    const index = new Map<string, number>();
    return {
      add: (row) => {
        const destination = destinationOf(row);
        if (destination === undefined) return;
        keep(byDestination, destination, row);
        index.set(destination, Math.max(row.modifyIndex, index.get(destination) ?? 0));
      },
      takeOver: (revision) => {
        if (this.#byDestination.size > 0) this.#extinctionIndex = Math.max(this.#extinctionIndex, revision);
        this.#byDestination = byDestination;
        this.#index = index;
      },
    };
  }

  #raise(destination: string, revision: number): void {
    this.#index.set(destination, revision);
    this.#state.watches.touch(meshTopic(destination));
  }
}

/** Topic of which instances speak for a service in the mesh. */
export function meshTopic(service: string): string {
  return `mesh/${nameId(service)}`;
}

/** The service that an instance speaks for: a proxy for its destination, a native one for itself. */
function destinationOf(row: Row<ServiceRecord> | undefined): string | undefined {
  if (row === undefined) return undefined;
  const { Kind, Connect, Service } = row.value;
  const destination = row.value.Proxy["DestinationServiceName"];
  if (Kind === "connect-proxy" && typeof destination === "string") return nameId(destination);
  return Connect["Native"] === true ? nameId(Service) : undefined;
}

/** Keeps a row below a name. */
export function keep<T>(rowsByName: Map<string, Map<string, Row<T>>>, name: string, row: Row<T>): void {
  const rows = rowsByName.get(name);
  if (rows === undefined) rowsByName.set(name, new Map([[row.id, row]]));
  else rows.set(row.id, row);
}

/** Takes a row from below a name; true where it was the last one. */
export function forget<T>(
  rowsByName: Map<string, Map<string, Row<T>>>,
  name: string,
  { id }: Pick<Row<T>, "id">,
): boolean {
  const rows = rowsByName.get(name);
  rows?.delete(id);
  return rows?.size === 0 && rowsByName.delete(name);
}
