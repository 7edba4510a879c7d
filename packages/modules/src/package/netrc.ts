/**
 * Names and passwords of a netrc file, as curl's and ftp's users keep them: words in any layout,
 * `#` begins a comment, `macdef` takes all up to an empty line.
 */

import { join } from "node:path";
import { type FetchContext, FetchFailure } from "../fetch-context.ts";

interface Entry {
  /** Undefined for `default`, which is for every host. */
  readonly machine: string | undefined;
  login: string;
  password: string;
}

/**
 * The URL with the name and password that `$NETRC`, or `~/.netrc`, has for its host (with the port, where
 * there is one). What stands in the URL itself wins.
 */
export async function withNetrc({ runtime }: FetchContext, url: URL): Promise<URL> {
  if (url.username !== "" || url.password !== "") return url;
  const { variables, home } = runtime.environment;
  const named = variables.get("NETRC") ?? "";
  const path = named === "" ? join(home, ".netrc") : named;
  if ((await runtime.disk.stat(path))?.kind !== "file") return url;
  const entries = parseNetrc(await runtime.disk.readText(path), path);
  const entry =
    entries.find(({ machine }) => machine === url.host) ??
    entries.find(({ machine }) => machine === undefined);
  if (entry === undefined) return url;
  const known = new URL(url);
  known.username = encodeURIComponent(entry.login);
  known.password = encodeURIComponent(entry.password);
  return known;
}

/** Throws what Terraform says of a word that is none of the file's. */
export function parseNetrc(text: string, path: string): readonly Entry[] {
  const entries: Entry[] = [];
  const words = wordsOf(text);
  const value = (): string => words.shift()?.text ?? "";
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const entry = entries.at(-1);
    if (word.text === "machine") entries.push({ machine: value(), login: "", password: "" });
    else if (word.text === "default") entries.push({ machine: undefined, login: "", password: "" });
    else if (word.text === "account") value();
    else if (word.text === "login" && entry !== undefined) entry.login = value();
    else if (word.text === "password" && entry !== undefined) entry.password = value();
    else
      throw new FetchFailure(
        `Error parsing netrc file at ${JSON.stringify(path)}: line ${word.line}: keyword expected; got ${word.text}`,
      );
  }
  return entries;
}

interface Word {
  readonly text: string;
  readonly line: number;
}

function wordsOf(text: string): Word[] {
  const found: Word[] = [];
  let inMacro = false;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") inMacro = false;
    if (inMacro) continue;
    for (const word of line.split(/\s+/)) {
      if (word.startsWith("#")) break;
      if (word === "macdef") {
        inMacro = true;
        break;
      }
      if (word !== "") found.push({ text: word, line: index + 1 });
    }
  }
  return found;
}
