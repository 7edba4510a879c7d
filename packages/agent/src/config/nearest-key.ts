import { editDistance } from "@tutti/values";
import { snakeCase } from "./decode-file.ts";
import type { Fields } from "./fields.ts";

/** The key of the same place that a mistyped one is nearest to; undefined where none is near. */
export function nearestKey(path: string, root: Fields): string | undefined {
  const parts = path.replaceAll(/\[\d+\]/g, "").split(".");
  const wrong = parts.pop() ?? "";
  let fields: Fields | undefined = root;
  for (const part of parts) fields = objectBelow(fields, part);
  if (fields === undefined) return undefined;
  const limit = Math.max(1, Math.floor(wrong.length / 4));
  let best: string | undefined;
  let least = limit + 1;
  for (const name of Object.keys(fields.fields)) {
    const distance = editDistance(plain(wrong), plain(name));
    if (distance < least) [best, least] = [name, distance];
  }
  // Files write the API's names with underscores.
  return best === undefined ? undefined : snakeCase(best).toLowerCase();
}

function objectBelow(fields: Fields | undefined, key: string): Fields | undefined {
  const found = Object.entries(fields?.fields ?? {}).find(([name]) => plain(name) === plain(key))?.[1];
  if (found?.kind === "object") return found.of;
  return found?.kind === "list" && found.of.kind === "object" ? found.of.of : undefined;
}

function plain(key: string): string {
  return key.replaceAll("_", "").toLowerCase();
}
