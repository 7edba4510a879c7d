import { endAll, hasSettings, type Runtime } from "@tutti/runtime";
import { printable } from "@tutti/values";
import type { CommandContext, CommandEntry } from "./command/command.ts";
import { createErrorOutput } from "./command/error-output.ts";
import type { Output } from "./command/output.ts";
import { productName } from "./command/product.ts";
import { commandTable, isTerraforms, type Table, tellsAsTerraform } from "./command-tables.ts";
import { cliError } from "./errors.ts";

/** What `main` hands over: the command line and the few effects needed before a command runs. */
export interface Invocation extends Omit<CommandContext, "args" | "plain" | "runtime" | "stderr"> {
  readonly stderr: Output;
  readonly words: readonly string[];
  variable(name: string): string | undefined;
  changeDirectory(path: string): void;
  createRuntime(): Promise<Runtime>;
}

/** The word of `SUPERVISE` in the provider of processes, whose room is loaded only when it is said. */
const SUPERVISE = "supervise-process";

const HELP: ReadonlySet<string> = new Set(["-h", "-help", "--help"]);
/** What shells complete by is put into their files, or taken out. */
const COMPLETION: ReadonlyMap<string, "install" | "uninstall"> = new Map([
  ["-install-autocomplete", "install"],
  ["-uninstall-autocomplete", "uninstall"],
]);
const VERSION: ReadonlySet<string> = new Set(["-v", "-version", "--version"]);

/** Finds the command that the words name and runs it; answers with the exit status. */
export async function dispatch(outer: Invocation): Promise<number> {
  const invocation = { ...outer, stdout: shown(outer.stdout), stderr: shown(outer.stderr) };
  const { product } = invocation;
  // No log is open yet.
  const early = createErrorOutput(invocation.stderr);
  if (invocation.words[0] === SUPERVISE) return runSupervisor(invocation);
  if ((invocation.variable("COMP_LINE") ?? "") !== "") {
    const { runCompletion } = await import("./completion/run-completion.ts");
    return runCompletion(await invocation.createRuntime(), commandTable(product), product, invocation.stdout);
  }
  const globals = readGlobals(invocation.words);
  if (globals.isWrong) return early.error(cliError("invalid-chdir-option"));
  if (globals.directory !== undefined) {
    const refused = enter(invocation, globals.directory);
    if (refused !== undefined) return early.error(cliError("chdir-failed", globals.directory, refused));
  }
  const table = commandTable(product);
  const found = findCommand(table, globals.rest);
  if (found === undefined) return answerWithoutCommand(invocation, globals.rest, table);
  const { args, plain } = withoutNoColor(invocation, found.name, withExtraArguments(invocation, found));
  if (tellsAsTerraform(product, found.name) && asksForHelp(args)) {
    return showUsage(invocation, found.name);
  }
  const { command } = await found.entry.load();
  const { stdin, stdout, flagWatcher } = invocation;
  const watcher = flagWatcher === undefined ? {} : { flagWatcher };
  const unnamed = await invocation.createRuntime();
  const named = {
    ...unnamed,
    environment: { ...unnamed.environment, calledAs: unnamed.environment.calledAs ?? product },
  };
  const { runtime, close } = await withLog(invocation, found.name, named);
  const stderr = createErrorOutput(invocation.stderr, runtime.log);
  try {
    if (isTerraforms(product, found.name) && hasSettings(runtime)) await tellSettings(invocation, runtime);
    const status = await command.run({ args, plain, runtime, stdin, stdout, stderr, product, ...watcher });
    runtime.log.write("info", "command ended", { command: found.name, status });
    return status;
  } catch (error) {
    const refusal = await systemRefusal(error);
    runtime.log.write("error", "command failed", {
      command: found.name,
      error: refusal?.words ?? String(error),
    });
    if (refusal === undefined) throw error;
    const kind = cliError(refusal.isLock ? "error-releasing-the-state-lock" : "system-refused");
    return stderr.error(kind, `\nError: ${kind.summary}\n\n${refusal.words}\n`);
  } finally {
    await endAll(runtime.processes);
    await close();
  }
}

/** Whatever is wrong with the CLI configuration stands before the output of every command, and stops none. */
async function tellSettings({ stderr, product }: Invocation, runtime: Runtime): Promise<void> {
  const { readSettings } = await import("./terraform/settings/read-settings.ts");
  const { problems } = await readSettings(runtime);
  if (problems.length === 0) return;
  const { settingsText } = await import("./terraform/settings/settings-text.ts");
  stderr.write(settingsText(problems, productName(product).title));
}

/** The variables that ask for a log of Terraform's commands; without one nothing of it is loaded. */
const LOG_VARIABLES = ["TF_LOG", "TF_LOG_CORE", "TF_LOG_PROVIDER"];

async function withLog(
  { variable, stderr, words, product }: Invocation,
  command: string,
  runtime: Runtime,
): Promise<{ readonly runtime: Runtime; readonly close: () => Promise<void> }> {
  const silent = { runtime, close: async () => undefined };
  const isAsked = LOG_VARIABLES.some((name) => (variable(name) ?? "") !== "");
  if (!isAsked || !isTerraforms(product, command)) return silent;
  const [{ readLogSettings }, { openLog }, { loggedWords }] = await Promise.all([
    import("./log/log-settings.ts"),
    import("./log/open-log.ts"),
    import("./log/logged-words.ts"),
  ]);
  const settings = readLogSettings(variable);
  if (settings === undefined) return silent;
  const { log, close } = await openLog(settings, runtime, createErrorOutput(stderr));
  const { os, arch, directory, pid } = runtime.environment;
  log.write("info", "command started", {
    words: loggedWords(words),
    directory,
    pid,
    platform: `${os}_${arch}`,
  });
  return { runtime: { ...runtime, log }, close };
}

/** Started by the provider of processes, never by people. */
async function runSupervisor(invocation: Invocation): Promise<number> {
  const { decodeTask, supervise } = await import("@tutti/provider-process");
  const task = decodeTask(new TextDecoder().decode(await invocation.stdin.readAll()));
  if (task === undefined) return 1;
  try {
    return await supervise(await invocation.createRuntime(), task);
  } catch (error) {
    const why = (await systemRefusal(error))?.words ?? String(error);
    return createErrorOutput(invocation.stderr).error(cliError("supervisor-failed", why));
  }
}

/** Texts are shown with their control characters escaped; bytes are data, and stay as they are. */
function shown(output: Output): Output {
  return {
    isTerminal: output.isTerminal,
    get width() {
      return output.width;
    },
    get height() {
      return output.height;
    },
    write: (data) => output.write(typeof data === "string" ? printable(data, output.isTerminal) : data),
  };
}

/** What the system refused and no command expected is no bug of ours; undefined for everything else. */
async function systemRefusal(
  error: unknown,
): Promise<{ readonly words: string; readonly isLock: boolean } | undefined> {
  const { RuntimeError, reasonOf } = await import("@tutti/runtime");
  if (!(error instanceof RuntimeError)) return undefined;
  // A lock that a server did not take back (`STILL_LOCKED` of state) says itself what to do.
  const isLock = error.code === "EUNLOCK";
  return { words: isLock ? error.message : `${error.subject}: ${reasonOf(error)}.`, isLock };
}

interface Globals {
  readonly directory: string | undefined;
  readonly rest: readonly string[];
  readonly isWrong: boolean;
}

/** `-chdir=DIR` in front of the command. */
function readGlobals(words: readonly string[]): Globals {
  const at = words.findIndex((word) => !word.startsWith("-"));
  const front = at < 0 ? words : words.slice(0, at);
  const place = front.findIndex((word) => /^--?chdir(=|$)/.test(word));
  if (place < 0) return { directory: undefined, rest: words, isWrong: false };
  const directory = /=(.*)$/s.exec(words[place] ?? "")?.[1];
  return directory === undefined || directory === ""
    ? { directory: undefined, rest: [], isWrong: true }
    : { directory, rest: words.toSpliced(place, 1), isWrong: false };
}

function enter(invocation: Invocation, directory: string): string | undefined {
  try {
    invocation.changeDirectory(directory);
    return undefined;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") return "no such file or directory";
    return code === "ENOTDIR" ? "not a directory" : "permission denied";
  }
}

interface Found {
  readonly name: string;
  readonly entry: CommandEntry;
  readonly args: readonly string[];
}

/** The longest run of leading words that is a command's name. */
function findCommand(table: Table, words: readonly string[]): Found | undefined {
  for (let count = Math.min(3, words.length); count > 0; count--) {
    const name = words.slice(0, count).join(" ");
    const entry = Object.hasOwn(table, name) ? table[name] : undefined;
    if (entry !== undefined) return { name, entry, args: words.slice(count) };
  }
  return undefined;
}

/** TF_CLI_ARGS and TF_CLI_ARGS_<name> stand before the command's own arguments. */
function withExtraArguments(invocation: Invocation, found: Found): readonly string[] {
  if (!isTerraforms(invocation.product, found.name)) return found.args;
  const suffix = found.name.replaceAll(/[ -]/g, "_");
  const extra = ["TF_CLI_ARGS", `TF_CLI_ARGS_${suffix}`].flatMap((name) =>
    splitWords(invocation.variable(name) ?? ""),
  );
  return extra.length === 0 ? found.args : [...extra, ...found.args];
}

/**
 * `-no-color` is taken by every command that tells as Terraform does, at every
 * place, before its flags are read. With a value it is no flag, as there.
 */
function withoutNoColor(
  { product }: Invocation,
  command: string,
  args: readonly string[],
): Pick<CommandContext, "args" | "plain"> {
  if (!tellsAsTerraform(product, command)) return { args, plain: false };
  const rest = args.filter((arg) => arg !== "-no-color" && (arg !== "--no-color" || product === "terraform"));
  return { args: rest, plain: rest.length < args.length };
}

/** Words as a shell splits them: quotes keep blanks together. */
export function splitWords(text: string): readonly string[] {
  const words: string[] = [];
  for (const [word] of text.matchAll(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs)) {
    words.push(
      word.replaceAll(
        /\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/gs,
        (_, escaped, double, single) => escaped ?? single ?? String(double).replaceAll(/\\(["\\$`])/g, "$1"),
      ),
    );
  }
  return words;
}

function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return (end < 0 ? args : args.slice(0, end)).some((word) => HELP.has(word));
}

async function showUsage(invocation: Invocation, name: string): Promise<number> {
  const { usageOf } = await import("./terraform/usage/usage.ts");
  invocation.stdout.write(`${usageOf(name, invocation.product)}\n`);
  return 0;
}

async function setUpCompletion(invocation: Invocation, change: "install" | "uninstall"): Promise<number> {
  const { changeCompletion } = await import("./completion/install-completion.ts");
  const { command } = productName(invocation.product);
  const mistakes = await changeCompletion(await invocation.createRuntime(), command, change);
  if (mistakes.length === 0) return 0;
  const kind = cliError(
    "completion-not-changed",
    `${mistakes.length} error${mistakes.length === 1 ? "" : "s"}`,
    mistakes.map((mistake) => `\t* ${mistake}\n`).join(""),
  );
  return createErrorOutput(invocation.stderr).error(kind, `${kind.summary}\n`);
}

async function answerWithoutCommand(
  invocation: Invocation,
  words: readonly string[],
  table: Table,
): Promise<number> {
  const { product, stdout } = invocation;
  const given = words.find((word) => !word.startsWith("-"));
  if (given === undefined && words.some((word) => VERSION.has(word))) {
    const { command } = await (product === "consul"
      ? import("./consul/version.ts")
      : import("./terraform/commands/version.ts"));
    const runtime = await invocation.createRuntime();
    const stderr = createErrorOutput(invocation.stderr, runtime.log);
    return command.run({ ...invocation, stderr, args: [], plain: false, runtime });
  }
  const change = words.map((word) => COMPLETION.get(word)).find((found) => found !== undefined);
  if (given === undefined && change !== undefined) return setUpCompletion(invocation, change);
  const { overview } = await import("./overview.ts");
  const { aboutUnknownCommand } = await import("./unknown-command.ts");
  if (given === undefined) {
    const asked = words.some((word) => HELP.has(word));
    // Without a command Consul speaks to standard error.
    (product === "consul" && !asked ? invocation.stderr : stdout).write(`${overview(product)}\n`);
    return asked ? 0 : 127;
  }
  const stderr = createErrorOutput(invocation.stderr);
  const kind = cliError("command-unknown", productName(product).title, given);
  if (product === "consul") {
    stderr.error(kind, `${overview(product)}\n`);
    return 127;
  }
  return stderr.error(kind, `${kind.summary}${aboutUnknownCommand(given, Object.keys(table), product)}`);
}
