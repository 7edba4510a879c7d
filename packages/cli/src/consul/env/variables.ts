/** Keys and secrets as the variables of a program's environment. */

import { Buffer } from "node:buffer";
import { printableName } from "@tutti/values";

/** A key or a secret below a prefix, and what it holds. */
export interface Entry {
  readonly path: string;
  readonly value: Uint8Array;
}

/** How paths become names. */
export interface Naming {
  /** Everything but letters, digits and `_` becomes `_`. */
  readonly sanitize: boolean;
  readonly upcase: boolean;
}

export interface Named {
  readonly variables: ReadonlyMap<string, string>;
  /** What no environment can hold, and why. */
  readonly leftOut: readonly string[];
}

/** `web/` and `web/db/host` make `db_host`; a folder is none; of two that get one name the later counts. */
export function variablesOf(prefix: string, entries: readonly Entry[], naming: Naming): Named {
  const variables = new Map<string, string>();
  const leftOut: string[] = [];
  for (const { path, value } of entries) {
    if (path.endsWith("/")) continue;
    const name = nameOf(prefix, path, naming);
    const shown = printableName(path);
    if (name === "" || /[=\0]/.test(name)) leftOut.push(`${shown}: its name can be no variable's`);
    else if (value.includes(0))
      leftOut.push(`${shown}: its value has a zero byte, which no variable can have`);
    else variables.set(name, Buffer.from(value).toString("utf8"));
  }
  return { variables, leftOut };
}

function nameOf(prefix: string, path: string, { sanitize, upcase }: Naming): string {
  const below = path.startsWith(prefix) ? path.slice(prefix.length).replace(/^\/+/, "") : path;
  // A prefix that is a key itself.
  const own = below === "" ? path.slice(path.lastIndexOf("/") + 1) : below;
  const name = sanitize ? own.replaceAll(/[^A-Za-z0-9_]/g, "_") : own;
  return upcase ? name.toUpperCase() : name;
}
