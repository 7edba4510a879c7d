import type { ServiceInstance } from "../catalog/records.ts";
import type { ServerState } from "../server-state.ts";
import type { Row } from "../state/table.ts";
import type { QueryRecord } from "./records.ts";
import { fillTemplate } from "./template.ts";

/** A prepared query as it applies to the name it was asked by. */
export interface ResolvedQuery {
  readonly row: Row<QueryRecord>;
  readonly query: QueryRecord;
  /** False when a template was found by its ID, which says nothing about the name. */
  readonly complete: boolean;
}

/** What a query finds. */
export interface QueryAnswer {
  readonly query: QueryRecord;
  readonly instances: readonly ServiceInstance[];
  /** `10s`, or "" for the default. */
  readonly dnsTtl: string;
}

/** Finds a query by ID, by name, or as the template with the longest prefix of the name. */
export function resolveQuery(state: ServerState, idOrName: string): ResolvedQuery | undefined {
  const { queries } = state;
  const byId = queries.table.get(idOrName.toLowerCase());
  if (byId !== undefined) return { row: byId, query: byId.value, complete: byId.value.Template.Type === "" };
  let template: Row<QueryRecord> | undefined;
  for (const row of queries.list()) {
    const { Name, Template } = row.value;
    if (Template.Type === "" && Name !== "" && Name.toLowerCase() === idOrName.toLowerCase())
      return { row, query: row.value, complete: true };
    if (Template.Type === "" || !idOrName.toLowerCase().startsWith(Name.toLowerCase())) continue;
    if (template === undefined || Name.length > template.value.Name.length) template = row;
  }
  if (template === undefined) return undefined;
  return { row: template, query: fillTemplate(template.value, idOrName), complete: true };
}

/** Runs a query on the catalog: instances that are well enough and have what is asked for, in no order. */
export function executeQuery(
  state: ServerState,
  query: QueryRecord,
  randomInteger: (below: number) => number,
): QueryAnswer {
  const { Service } = query;
  const all = Service.Connect
    ? state.gateways.connectInstancesOf(Service.Service)
    : state.catalog.instancesOf(Service.Service);
  const ignored = new Set(Service.IgnoreCheckIDs ?? []);
  const found = all.filter(
    (instance) =>
      isWellEnough(instance, Service.OnlyPassing, ignored) &&
      hasAll(instance.node.value.Meta, Service.NodeMeta) &&
      hasAll(instance.service.value.Meta, Service.ServiceMeta) &&
      tagsFit(instance.service.value.Tags ?? [], Service.Tags ?? []),
  );
  return { query, instances: shuffle(found, randomInteger), dnsTtl: query.DNS.TTL };
}

function isWellEnough(
  { checks }: ServiceInstance,
  onlyPassing: boolean,
  ignored: ReadonlySet<string>,
): boolean {
  return checks.every(({ value }) => {
    if (ignored.has(value.CheckID)) return true;
    return value.Status !== "critical" && (!onlyPassing || value.Status === "passing");
  });
}

function hasAll(
  have: Readonly<Record<string, string>> | null,
  want: Readonly<Record<string, string>> | null,
): boolean {
  return Object.entries(want ?? {}).every(([key, value]) => have !== null && have[key] === value);
}

/** A tag that begins with `!` must not be there. */
function tagsFit(have: readonly string[], want: readonly string[]): boolean {
  const own = new Set(have.map((tag) => tag.toLowerCase()));
  return want.every((tag) =>
    tag.startsWith("!") ? !own.has(tag.slice(1).toLowerCase()) : own.has(tag.toLowerCase()),
  );
}

function shuffle<T>(items: readonly T[], randomInteger: (below: number) => number): readonly T[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i -= 1) {
    const j = randomInteger(i + 1);
    const kept = out[i] as T;
    out[i] = out[j] as T;
    out[j] = kept;
  }
  return out;
}
