type Values = Readonly<Record<string, unknown>>;

/** Lays one part over another: records key by key, lists one behind the other, anything else is replaced. */
export function mergeConfig(below: Values, above: Values): Values {
  const out: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) out[key] = mergeValue(out[key], value, key);
  return out;
}

/** One `service` in each of two files is two services. */
const COLLECTED = new Map([
  ["service", "services"],
  ["check", "checks"],
]);

/** `service` and `check` as entries of their lists, before parts are merged. */
export function collectSingles(values: Values): Values {
  const out: Record<string, unknown> = { ...values };
  for (const [one, many] of COLLECTED) {
    if (out[one] === undefined) continue;
    out[many] = [...(Array.isArray(out[many]) ? (out[many] as unknown[]) : []), out[one]];
    delete out[one];
  }
  return out;
}

function mergeValue(below: unknown, above: unknown, key: string): unknown {
  if (Array.isArray(below) && Array.isArray(above)) return [...(below as unknown[]), ...(above as unknown[])];
  return isRecord(below) && isRecord(above) && key !== "service" && key !== "check"
    ? mergeConfig(below, above)
    : above;
}

function isRecord(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
