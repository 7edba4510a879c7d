/** The real `terraform`, and what makes its documents and ours comparable. */

import { spawn, spawnSync } from "node:child_process";
import type { Ended } from "./tutti.ts";

/** Behaviour is compared with this version's. */
const VERSION = "1.11.4";

/** Why there is nothing to compare with; undefined where there is. */
export function missingOracle(): string | undefined {
  const { status, stdout } = spawnSync("terraform", ["version", "-json"], {
    encoding: "utf8",
    env: environment(),
  });
  if (status !== 0) return "no terraform on the PATH";
  return stdout.includes(`"${VERSION}"`) ? undefined : `terraform on the PATH is not ${VERSION}`;
}

/** Runs `terraform …` to its end. */
export function terraform(
  folder: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
  input?: string,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn("terraform", args, {
      cwd: folder,
      env: { ...environment(), ...more },
      stdio: ["pipe", "pipe", "pipe"],
    });
    child.stdin.on("error", () => {}).end(input ?? "");
    const written = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        written[name] += text;
      });
    }
    child.once("error", reject);
    child.once("close", (status, signal) =>
      resolve({ status: status ?? undefined, signal: signal ?? undefined, ...written }),
    );
  });
}

function environment(): Record<string, string> {
  const { PATH = "", HOME = "" } = process.env;
  return { PATH, HOME, TF_CLI_CONFIG_FILE: "/dev/null", CHECKPOINT_DISABLE: "1" };
}

const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
const PROGRESS =
  /^\S.*?: (Creat|Refresh|Read|Still |Destr|Modif|Import|Preparing import|Open|Clos|Provisioning with|Executing: )/;
/** Lists that Terraform draws in an order of their own each time. */
const LISTED = /^ - \S|^ {2}- .* could not move to /;

/** Output without what differs from run to run; lines of parallel work are sorted. */
export function comparableText(text: string): string {
  const lines: string[] = [];
  let run: string[] = [];
  for (const line of text.split("\n")) {
    const plain = line
      .replace(UUID, "<uuid>")
      .replace(/ after \d+s\b/, " after 0s")
      .replace(/\bdeposed object [0-9a-f]{8}\b/g, "deposed object <key>")
      .trimEnd();
    if (PROGRESS.test(plain) || LISTED.test(plain)) run.push(plain);
    else {
      lines.push(...run.sort(), plain);
      run = [];
    }
  }
  return [...lines, ...run.sort()].join("\n");
}

/** Of errors the words: they may name us, and be broken elsewhere for that. */
export function comparableErrors(text: string): string {
  return comparableText(text)
    .replaceAll("Tutti", "Terraform")
    .replaceAll("tutti", "terraform")
    .replace(/\s+/g, " ");
}

const VOLATILE = new Set(["terraform_version", "timestamp", "serial", "lineage"]);
const UNORDERED = new Set([
  "relevant_attributes",
  "checks",
  "check_results",
  "objects",
  "depends_on",
  "dependencies",
  "sensitive_attributes",
  "child_modules",
  "problems",
  "diagnostics",
]);

/** A document of `show -json` or a state: keys sorted, ids numbered, what varies left out. */
export function comparableJson(text: string): unknown {
  const sorted = JSON.stringify(sort(JSON.parse(text), ""));
  const ids = new Map<string, string>();
  const numbered = sorted.replace(UUID, (id) => {
    const known = ids.get(id) ?? `<uuid ${ids.size + 1}>`;
    ids.set(id, known);
    return known;
  });
  return JSON.parse(numbered.replace(/"(deposed|deposed_key)":"[0-9a-f]{8}"/g, '"$1":"<key>"'));
}

/** After an apply that failed a state there names blocks that have no objects, too. They stand for nothing. */
function isHusk(item: unknown, list: string): boolean {
  if (list !== "resources" || typeof item !== "object" || item === null || !("instances" in item))
    return false;
  return Array.isArray(item.instances) && item.instances.length === 0;
}

function sort(value: unknown, name: string): unknown {
  if (Array.isArray(value)) {
    const items = value.filter((item) => !isHusk(item, name)).map((item) => sort(item, ""));
    if (!UNORDERED.has(name)) return items;
    const key = (item: unknown) => JSON.stringify(item).replace(UUID, "");
    return items.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => !VOLATILE.has(key));
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sort(item, key)]),
  );
}
