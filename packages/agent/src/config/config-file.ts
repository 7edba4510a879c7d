import { type Disk, fromUnknown } from "@tutti/runtime";
import { type Outcome, parseJson, Refusal, refuse } from "@tutti/server";
import { agentError } from "../errors.ts";
import { CONFIG_FIELDS } from "./config-keys.ts";
import { decodeFile, type FileMistakes } from "./decode-file.ts";
import { nearestKey } from "./nearest-key.ts";
import { parseHcl } from "./parse-hcl.ts";

/** A part of the configuration, and where it stood. */
export interface ConfigSource {
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What the configuration files say, in their order. */
export interface LoadedFiles {
  readonly sources: readonly ConfigSource[];
  readonly warnings: readonly string[];
}

/** `json` or `hcl` for files of any name. */
export type ConfigFormat = "" | "json" | "hcl";

/** Reads files and folders in the order given; a folder's files by name, those of other endings are left out. */
export async function loadConfigFiles(
  paths: readonly string[],
  format: ConfigFormat,
  disk: Disk,
): Promise<Outcome<LoadedFiles>> {
  const sources: ConfigSource[] = [];
  const warnings: string[] = [];
  for (const path of paths) {
    const files = await filesAt(path, format, disk, warnings);
    if (files instanceof Refusal) return files;
    for (const file of files) {
      const source = await loadFile(file, format, disk);
      if (source instanceof Refusal) return source;
      sources.push(source);
    }
  }
  return { sources, warnings };
}

async function filesAt(
  path: string,
  format: ConfigFormat,
  disk: Disk,
  warnings: string[],
): Promise<Outcome<readonly string[]>> {
  const wanted = (name: string): boolean => format !== "" || /\.(hcl|json)$/.test(name);
  const skip = (name: string): void => {
    warnings.push(`skipping file ${name}, extension must be .hcl or .json, or config format must be set`);
  };
  const stat = await disk.stat(path);
  if (stat === undefined) {
    return refuse(agentError("config-file-not-found", path, path));
  }
  if (stat.kind !== "directory") {
    if (wanted(path)) return [path];
    skip(path);
    return [];
  }
  const names = (await disk.list(path)).filter((entry) => entry.kind !== "directory").map(({ name }) => name);
  const files: string[] = [];
  for (const name of names.sort()) {
    if (wanted(name)) files.push(`${path.replace(/\/+$/, "")}/${name}`);
    else skip(`${path.replace(/\/+$/, "")}/${name}`);
  }
  return files;
}

async function loadFile(path: string, format: ConfigFormat, disk: Disk): Promise<Outcome<ConfigSource>> {
  let text: string;
  try {
    text = await disk.readText(path);
  } catch (error) {
    return refuse(agentError("config-file-unreadable", path, fromUnknown(error, path).message));
  }
  return parseConfigText(text, path, format !== "" ? format : path.endsWith(".json") ? "json" : "hcl");
}

/** A configuration's text, checked against the keys there are. */
export function parseConfigText(text: string, name: string, format: "json" | "hcl"): Outcome<ConfigSource> {
  const raw = format === "json" ? parseConfigJson(text) : parseHcl(text);
  if (raw instanceof Refusal) return refuse(agentError("config-file-not-parsable", name, raw.text));
  const decoded = decodeFile(raw, CONFIG_FIELDS, format);
  return decoded.ok
    ? { name, values: decoded.value }
    : refuse(agentError("config-file-not-parsable", name, describeMistakes(decoded.mistakes)));
}

function parseConfigJson(text: string): Outcome<unknown> {
  return parseJson(text);
}

/** As Consul tells them: wrong types alone, for they are found first; then all the rest. */
function describeMistakes({ types, unknown, durations }: FileMistakes): string {
  if (types.length > 0) return `${types.length} error(s) decoding:\n\n* ${types.join("\n* ")}`;
  const keys = unknown.map((path) => {
    const near = nearestKey(path, CONFIG_FIELDS);
    return `invalid config key ${path}${near === undefined ? "" : ` (did you mean ${near}?)`}`;
  });
  const lines = [...keys, ...durations];
  const count = lines.length === 1 ? "1 error occurred:" : `${lines.length} errors occurred:`;
  return `${count}\n\t* ${lines.join("\n\t* ")}\n\n`;
}
