import { type ChangedRow, type ChangeEvent, type ChangeSource, sourceOf } from "../endpoint/change-source.ts";
import { type Need, right } from "../rights/right.ts";
import { nameId, type Row } from "../state/table.ts";
import { checkRights, nodeRights } from "./rights.ts";
import { checkShape, nodeShape, serviceShape } from "./shape.ts";
import { type CatalogChange, type CatalogView, nodeTopic, serviceTopic } from "./view.ts";

/** What becomes of a node, the services on it and its checks. */
export function nodeChanges(catalog: CatalogView, node: string): ChangeSource {
  const id = nameId(node);
  return sourceOf<CatalogChange>({
    history: catalog.history,
    topics: [nodeTopic(node)],
    index: () => catalog.index(true),
    *events(change) {
      if (nameId(nodeOf(change)) === id) yield eventOf(change, () => true);
    },
  });
}

/**
 * What becomes of a service: its instances, their checks, and the nodes that
 * they are on with those nodes' own checks, as long as one of them is there.
 */
export function serviceChanges(catalog: CatalogView, service: string): ChangeSource {
  const name = nameId(service);
  const isOn = (node: string): boolean =>
    catalog.servicesOf(node).some(({ value }) => nameId(value.Service) === name);
  return sourceOf<CatalogChange>({
    history: catalog.history,
    topics: [serviceTopic(service)],
    index: () => catalog.indexOfService(service, true),
    *events(change) {
      if (change.kind === "node") {
        if (isOn(nodeOf(change))) yield eventOf(change, () => true);
        return;
      }
      const ofNode = change.kind === "check" && (change.after ?? change.before)?.value.ServiceID === "";
      if (ofNode) {
        if (isOn(nodeOf(change))) yield eventOf(change, () => true);
        return;
      }
      // An instance that gets another name has gone for the one, and come for the other.
      const isOfService = (
        row: Row<{ readonly Service: string } | { readonly ServiceName: string }>,
      ): boolean => nameId("Service" in row.value ? row.value.Service : row.value.ServiceName) === name;
      const event = eventOf(change, isOfService);
      if (event.before !== undefined || event.after !== undefined) yield event;
    },
  });
}

function nodeOf(change: CatalogChange): string {
  if (change.kind === "service") return (change.after ?? change.before)?.value.NodeName ?? "";
  return (change.after ?? change.before)?.value.Node ?? "";
}

type Counts = (row: Row<{ readonly Service: string } | { readonly ServiceName: string }>) => boolean;

/** A change with those of its rows that count. */
function eventOf(change: CatalogChange, counts: Counts): ChangeEvent {
  const { revision } = change;
  const Node = nodeOf(change);
  if (change.kind === "node") {
    const row = sides(change, () => true, { needs: nodeRights, show: nodeShape });
    return { revision, of: { Type: "node", Name: Node }, ...row };
  }
  if (change.kind === "service") {
    const Name = (change.after ?? change.before)?.value.ID ?? "";
    const needs = (service: { readonly NodeName: string; readonly Service: string }): readonly Need[] => [
      right("node", "read", service.NodeName),
      right("service", "read", service.Service),
    ];
    return {
      revision,
      of: { Type: "service", Name, Node },
      ...sides(change, counts, { needs, show: serviceShape }),
    };
  }
  const Name = (change.after ?? change.before)?.value.CheckID ?? "";
  const row = sides(change, counts, { needs: checkRights, show: checkShape });
  return { revision, of: { Type: "check", Name, Node }, ...row };
}

function sides<T>(
  { before, after }: { readonly before: Row<T> | undefined; readonly after: Row<T> | undefined },
  counts: (row: Row<T>) => boolean,
  { needs, show }: { needs(value: T): readonly Need[]; show(row: Row<T>): unknown },
): Pick<ChangeEvent, "before" | "after"> {
  const side = (row: Row<T> | undefined): ChangedRow | undefined =>
    row === undefined || !counts(row)
      ? undefined
      : { index: row.modifyIndex, needs: needs(row.value), json: () => JSON.stringify(show(row)) };
  return { before: side(before), after: side(after) };
}
