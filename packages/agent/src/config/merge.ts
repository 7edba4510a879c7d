type Values = Readonly<Record<string, unknown>>;

/** Lays one part over another: records key by key, lists one behind the other, anything else is replaced. */
export function mergeConfig(below: Values, above: Values): Values {
  const out = new Map(Object.entries(below));
  for (const [key, value] of Object.entries(above)) out.set(key, mergeValue(out.get(key), value));
  return Object.fromEntries(out);
}

/** One `service` in each of two files is two services. */
const COLLECTED = [
  ["service", "services"],
  ["check", "checks"],
] as const;

/** `service` and `check` as entries of their lists, before parts are merged. */
export function collectSingles(values: Values): Values {
  const out: Record<string, unknown> = { ...values };
  for (const [one, many] of COLLECTED) {
    if (out[one] === undefined) continue;
    out[many] = [...listOf(out[many]), ...listOf(out[one])];
    delete out[one];
  }
  return out;
}

function mergeValue(below: unknown, above: unknown): unknown {
  if (Array.isArray(below) && Array.isArray(above)) return [...listOf(below), ...listOf(above)];
  return isRecord(below) && isRecord(above) ? mergeConfig(below, above) : above;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function isRecord(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
