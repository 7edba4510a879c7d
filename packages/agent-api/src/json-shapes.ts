/** Answers are read without trust: what is missing or of another type becomes an empty value. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** A record, or one without members. */
export function recordOf(value: unknown): JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonRecord) : {};
}

/** The records of a list. */
export function recordsOf(value: unknown): readonly JsonRecord[] {
  return Array.isArray(value) ? value.map(recordOf) : [];
}
