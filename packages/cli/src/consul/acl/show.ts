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

/** Records that stand one behind the other. */
export function showAll(
  call: Shows,
  records: readonly JsonRecord[],
  format: (record: JsonRecord, meta: boolean) => string,
): number {
  return showOne(call, records, (all, meta) => all.map((record) => format(record, meta)).join("\n"));
}
