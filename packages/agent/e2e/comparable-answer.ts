/** What of an answer says something, in a form that is equal where two agents answered alike. */

/** As it came. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** What is compared, and kept: status, headers, body. */
export type ComparableAnswer = readonly [number, Readonly<Record<string, string>>, unknown];

/** Compared as they are. */
const HEADERS = [
  ...["content-type", "x-consul-knownleader", "x-consul-effective-consistency", "x-consul-reason", "x-cache"],
  ...["x-consul-default-acl-policy", "allow", "location", "vary", "content-encoding", "cache-control"],
  ...["retry-after", "x-content-type-options"],
];
/** Of these it is said whether they are there. */
const PRESENT = ["x-consul-index", "x-consul-lastcontact", "x-consul-contenthash", "age"];

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
/** Of what lies hours ahead: the two are not asked at once. */
const AHEAD = /\(was \d+h[^)]*\)/g;
const INDEX_NOW = /(current modify index) \d+/g;
const MOMENTS = new Set([
  ...["CreateTime", "ExpirationTime", "Timestamp", "LTime", "LastContact", "StableSince", "CreatedAt"],
  ...["UpdatedAt", "ContentHash", "CacheHash", "CustomizationHash", "LastTerm", "LastIndex"],
  ...["LegacyCreateTime", "LegacyUpdateTime"],
]);

/** An answer made comparable; `ports` are the agent's own, by what they are for. */
export function comparable(answer: RawAnswer, ports: ReadonlyMap<number, string>): ComparableAnswer {
  const headers: Record<string, string> = {};
  for (const name of HEADERS) {
    const value = answer.headers[name];
    if (value !== undefined) headers[name] = plain(value, ports);
  }
  for (const name of PRESENT) if (answer.headers[name] !== undefined) headers[name] = "there";
  return [answer.status, headers, bodyOf(answer.body, ports)];
}

function bodyOf(text: string, ports: ReadonlyMap<number, string>): unknown {
  const shown = text.replace(/\b\d{4,5}\b/g, (digits) => ports.get(Number(digits)) ?? digits);
  try {
    return comparableValue(JSON.parse(shown), "");
  } catch {
    return plain(shown, ports);
  }
}

function plain(text: string, ports: ReadonlyMap<number, string>): string {
  return text
    .replace(UUID, "<uuid>")
    .replace(/\b\d{4,5}\b/g, (digits) => ports.get(Number(digits)) ?? digits)
    .replace(/\b(stale|index): (current|value)?\s*\d+/gi, "$1: <index>");
}

function comparableValue(value: unknown, name: string): unknown {
  if (typeof value === "string")
    return MOMENTS.has(name) && value !== ""
      ? "<moment>"
      : value.replace(UUID, "<uuid>").replace(INDEX_NOW, "$1 <index>").replace(AHEAD, "(was <moment>)");
  if (typeof value === "number" && value !== 0) {
    if (MOMENTS.has(name)) return "<moment>";
    return /^(Create|Modify)?Index$/.test(name) ? "<index>" : value;
  }
  if (Array.isArray(value))
    return inOrder(
      value.map((item) => comparableValue(item, name)),
      name,
    );
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([key, item]) => [key, comparableValue(item, key)] as const);
  const { CreateIndex, ModifyIndex } = value as Record<string, unknown>;
  const told = Object.fromEntries(members);
  // The fingerprint of what links others, and of an intention, is over IDs, which were drawn.
  if ("Hash" in told && ["Policies", "Roles", "SourceName"].some((links) => links in told))
    told["Hash"] = "<moment>";
  // The agent's own node is written again whenever it looks at itself.
  if (told["Node"] === "n1" && "TaggedAddresses" in told) told["ModifyIndex"] = "<index>";
  else if (CreateIndex !== undefined && ModifyIndex !== undefined && CreateIndex !== 0)
    told["ModifyIndex"] = CreateIndex === ModifyIndex ? "as created" : "later";
  return told;
}

/** What is listed by IDs that were drawn stands in no order, and neither do all tags of a service. */
function inOrder(items: readonly unknown[], name: string): readonly unknown[] {
  if (name !== "Tags" && items.every((item) => typeof item === "string")) return [...items].sort();
  const byId = items.every(
    (item) =>
      typeof item === "object" &&
      item !== null &&
      !("Precedence" in item) &&
      ("AccessorID" in item ? item.AccessorID : "ID" in item ? item.ID : "") === "<uuid>",
  );
  if (!byId) return items;
  const key = (item: unknown): string => JSON.stringify(item);
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
