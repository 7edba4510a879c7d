/**
 * Configurations with a mistake or two: a valid one of `testdata/to-be-broken` in which words were
 * dropped, doubled, exchanged or replaced by others. What is said of them is compared with Terraform's words.
 */

import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { seeded } from "./seeded.ts";

/** A configuration with a mistake; which, in `change`. */
export interface Mistaken {
  readonly files: Readonly<Record<string, string>>;
  readonly change: string;
}

const FOLDER = fileURLToPath(new URL("testdata/to-be-broken", import.meta.url));
/** What an installed configuration remembers of its modules lies elsewhere in a checked out project. */
const MANIFEST = "modules.json";

const BASES = readdirSync(FOLDER)
  .sort()
  .map((name) => filesBelow(join(FOLDER, name)));

/** Words, quotes and marks of templates as single pieces; white space is a piece as well. */
const PIECES = /[A-Za-z_][\w-]*|\d+(?:\.\d+)?|\$\{|%\{|\.\.\.|=>|[=!<>]=|&&|\|\||[^\S\n]+|\n|[\s\S]/g;
const SPACE = /^\s*$/;

/** What may stand where something else stood, beside all that the file has. */
const STRANGERS =
  'null true self each.key count.index path.module var.nope local.nope module.m any string list { } [ ] ( ) " ${ %{ = => ... ? : ! - * . , # // 0 -1 1.5 "x" "${var.v}" [] {} [*] <<EOT for if data resource dynamic lifecycle provider terraform'.split(
    " ",
  );

type Random = () => number;

/** The configuration of a seed. */
export function mistaken(seed: number): Mistaken {
  const random = seeded(seed);
  const base = pick(random, BASES);
  const name = pick(
    random,
    Object.keys(base).filter((file) => !file.endsWith(MANIFEST)),
  );
  let text = base[name] ?? "";
  const changes: string[] = [];
  for (let more = random() < 0.15 ? 2 : 1; more > 0; more--) {
    const pieces = text.match(PIECES) ?? [];
    const [changed, said] = change(random, pieces);
    text = changed.join("");
    changes.push(said);
  }
  return { files: { ...base, [name]: text }, change: `${name}: ${changes.join("; ")}` };
}

function change(random: Random, pieces: readonly string[]): readonly [readonly string[], string] {
  const solid = pieces.flatMap((piece, index) => (SPACE.test(piece) && piece !== "\n" ? [] : [index]));
  const at = pick(random, solid);
  const was = pieces[at] ?? "";
  const line = pieces.slice(0, at).filter((piece) => piece === "\n").length + 1;
  const replace = (...by: readonly string[]) => pieces.toSpliced(at, 1, ...by);
  const said = (what: string) => `line ${line}: ${what}`;
  const kind = random();
  if (kind < 0.22) return [replace(), said(`${quoted(was)} dropped`)];
  if (kind < 0.34) return [replace(was, " ", was), said(`${quoted(was)} doubled`)];
  if (kind < 0.42) {
    const other = pick(random, solid);
    const by = pieces[other] ?? "";
    const swapped = pieces.map((piece, index) => (index === at ? by : index === other ? was : piece));
    return [swapped, said(`${quoted(was)} and ${quoted(by)} exchanged`)];
  }
  if (kind < 0.52 && was.length > 2) {
    const cut = 1 + Math.floor(random() * (was.length - 1));
    const by = was.slice(0, cut) + was.slice(cut + 1);
    return [replace(by), said(`${quoted(was)} became ${quoted(by)}`)];
  }
  if (kind < 0.6) {
    const lines = pieces.join("").split("\n");
    const more = random() < 0.5 ? [lines[line - 1] ?? "", lines[line - 1] ?? ""] : [];
    return [
      [lines.toSpliced(line - 1, 1, ...more).join("\n")],
      said(more.length === 0 ? "dropped" : "doubled"),
    ];
  }
  const by = random() < 0.55 ? (pieces[pick(random, solid)] ?? "") : pick(random, STRANGERS);
  return [replace(by), said(`${quoted(was)} replaced by ${quoted(by)}`)];
}

function pick<T>(random: Random, list: readonly T[]): T {
  const picked = list[Math.floor(random() * list.length)];
  if (picked === undefined) throw new Error("nothing to pick from");
  return picked;
}

const quoted = (piece: string): string => JSON.stringify(piece);

function filesBelow(folder: string): Readonly<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => {
      const name = relative(folder, path).split(sep).join("/");
      return [name === MANIFEST ? `.terraform/modules/${name}` : name, readFileSync(path, "utf8")] as const;
    });
  return Object.fromEntries(entries);
}
