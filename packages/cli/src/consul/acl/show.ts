import { boolFlag, textFlag } from "../../command/flags.ts";
import type { JsonRecord } from "../api/json-shapes.ts";

/** How a record is shown: `-meta`, `-format=pretty|json`. */
export const SHOW_FLAGS = { format: textFlag("pretty"), meta: boolFlag() } as const;

interface Shows {
  readonly flags: { readonly format: string; readonly meta?: boolean };
  say(line: string): void;
}

/** One record, or several that are laid out together. */
export function showOne<T>(call: Shows, value: T, format: (value: T, meta: boolean) => string): number {
  const { format: how, meta = false } = call.flags;
  const shown = how === "json" ? JSON.stringify(value, undefined, "    ") : format(value, meta);
  if (shown !== "") call.say(shown);
  return 0;
}

export function show(
  call: Shows,
  record: JsonRecord,
  format: (record: JsonRecord, meta: boolean) => string,
): number {
  call.say(
    call.flags.format === "json"
      ? JSON.stringify(record, undefined, "    ")
      : format(record, call.flags.meta ?? false),
  );
  return 0;
}

export function showAll(
  call: Shows,
  records: readonly JsonRecord[],
  format: (record: JsonRecord, meta: boolean) => string,
): number {
  if (call.flags.format === "json") call.say(JSON.stringify(records, undefined, "    "));
  else for (const record of records) call.say(format(record, call.flags.meta ?? false));
  return 0;
}
