/** Documents of `show -json`, so that two of them can be compared and read. */

const VOLATILE: ReadonlySet<string> = new Set(["terraform_version", "timestamp"]);
/** Lists that Terraform writes in the order of a Go map. */
const UNORDERED: ReadonlySet<string> = new Set(["relevant_attributes", "checks", "depends_on"]);
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const WIDTH = 150;

/** Ids are numbered, and what is another each time is left out. Members stay in their order. */
export function comparableJson(text: string): unknown {
  const ids = new Map<string, string>();
  const numbered = JSON.stringify(sorted(JSON.parse(text), "")).replace(UUID, (id) => {
    const known = ids.get(id) ?? `<id ${ids.size + 1}>`;
    ids.set(id, known);
    return known;
  });
  return JSON.parse(numbered.replace(/"(deposed|deposed_key)":"[0-9a-f]{8}"/g, '"$1":"<key>"'));
}

function sorted(value: unknown, name: string): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => sorted(item, ""));
    const key = (item: unknown): string => JSON.stringify(item).replace(UUID, "");
    return UNORDERED.has(name) ? items.sort((a, b) => (key(a) < key(b) ? -1 : 1)) : items;
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => !VOLATILE.has(key));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item, key)]));
}

/** JSON in lines: what fits into one is one. */
export function layoutJson(value: unknown, indent = "", label = ""): readonly string[] {
  const line = `${indent}${label}${JSON.stringify(value)}`;
  if (line.length <= WIDTH || typeof value !== "object" || value === null) return [line];
  const list = Array.isArray(value);
  const members = list
    ? value.map((item) => ["", item] as const)
    : Object.entries(value).map(([name, item]) => [`${JSON.stringify(name)}: `, item] as const);
  const lines = members.flatMap(([name, item], i) => {
    const inner = layoutJson(item, `${indent} `, name);
    return i === members.length - 1 ? inner : [...inner.slice(0, -1), `${inner.at(-1)},`];
  });
  return [`${indent}${label}${list ? "[" : "{"}`, ...lines, `${indent}${list ? "]" : "}"}`];
}
