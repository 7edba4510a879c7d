import type { CommandEntry } from "../command/command.ts";

/** What a shell may put in the place of the last word of a line. */
export interface CompletionRequest {
  /** The line as far as the cursor, with the program's name in front. */
  readonly line: string;
  readonly table: Readonly<Record<string, CommandEntry>>;
  /** False: flags that Terraform does not have are not offered. */
  readonly takesBeyond: boolean;
  /** Names of the workspaces; asked for only where one is wanted. */
  readonly workspaces: () => Promise<readonly string[]>;
}

const GLOBALS = ["-chdir=", "-help", "-install-autocomplete", "-uninstall-autocomplete", "-version"];
/** Commands whose argument is the name of a workspace. */
const OF_WORKSPACES = /^(workspace|env) (select|delete)$/;

/** In the way of the library `complete` of Go: the candidates that begin as the last word does, in order. */
export async function completeLine({
  line,
  table,
  takesBeyond,
  workspaces,
}: CompletionRequest): Promise<readonly string[]> {
  const words = line.trimStart().split(/\s+/).slice(1);
  const last = words.pop() ?? "";
  const rest = words.filter((word) => !/^--?chdir=/.test(word));
  return (await candidates(rest, last, { table, takesBeyond, workspaces }))
    .filter((one) => one.startsWith(last))
    .sort();
}

async function candidates(
  words: readonly string[],
  last: string,
  { table, takesBeyond, workspaces }: Omit<CompletionRequest, "line">,
): Promise<readonly string[]> {
  const name = commandName(words, table);
  if (name === undefined) {
    if (words.length > 0) return [];
    return last.startsWith("-") ? GLOBALS : nextWords("", table);
  }
  if (last.startsWith("-")) return flagsOf(table[name], takesBeyond);
  const behind = words.length - name.split(" ").length;
  if (behind === 0) {
    const inner = nextWords(`${name} `, table);
    if (inner.length > 0) return inner;
  }
  const arguments_ = words.slice(name.split(" ").length).filter((word) => !word.startsWith("-"));
  return OF_WORKSPACES.test(name) && arguments_.length === 0 ? workspaces() : [];
}

/** The longest run of leading words that is a command. */
function commandName(words: readonly string[], table: CompletionRequest["table"]): string | undefined {
  for (let count = Math.min(3, words.length); count > 0; count--) {
    const name = words.slice(0, count).join(" ");
    if (Object.hasOwn(table, name)) return name;
  }
  return undefined;
}

/** Words that a command's name may go on with. */
function nextWords(before: string, table: CompletionRequest["table"]): readonly string[] {
  const words = Object.entries(table)
    .filter(([name, { hidden }]) => name.startsWith(before) && hidden !== true)
    .map(([name]) => name.slice(before.length).split(" ")[0] ?? "");
  return [...new Set(words)];
}

async function flagsOf(entry: CommandEntry | undefined, takesBeyond: boolean): Promise<readonly string[]> {
  const flags = entry === undefined ? {} : ((await entry.load()).command.flags ?? {});
  const known = Object.keys(flags).filter((name) => takesBeyond || flags[name]?.beyond !== true);
  return [...known, "help"].map((name) => `-${name}`);
}
