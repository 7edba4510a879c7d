import { isRecord, type Plain, type PlainRecord } from "@tutti/plugin";

/** Everything that we make carries the operation that made it, so that a killed apply finds it again. */
export const OPERATION_LABEL = "dev.tutti.operation";

/** The user's labels together with ours. */
export function labelsWith(operationId: string, labels: Iterable<readonly [string, string]>): PlainRecord {
  const out: Record<string, Plain> = Object.create(null);
  for (const [name, value] of labels) out[name] = value;
  out[OPERATION_LABEL] = operationId;
  return out;
}

/** The `filters` of a list call that finds what an operation made. */
export function operationFilter(operationId: string): string {
  return JSON.stringify({ label: [`${OPERATION_LABEL}=${operationId}`] });
}

/** Labels that the user gave, as blocks, without those of `inherited` (an image's) and ours. */
export function userLabels(labels: Plain | undefined, inherited?: Plain): readonly PlainRecord[] {
  if (!isRecord(labels)) return [];
  const base = isRecord(inherited) ? inherited : {};
  return Object.entries(labels)
    .filter(([name, value]) => !name.startsWith("dev.tutti.") && base[name] !== value)
    .map(([label, value]) => ({ label, value: value ?? "" }));
}
