import { join } from "node:path";
import type { ErrorKind } from "@tutti/errors";
import { COMMAND, type Diagnostic, errorDiagnostic, format, hasErrors, parseConfig } from "@tutti/hcl";
import { RuntimeError, reasonOf } from "@tutti/runtime";
import type { Command, CommandContext } from "../../command/command.ts";
import { boolFlag } from "../../command/flags.ts";
import { cliError } from "../../errors.ts";
import { parseLegacy } from "../flags/command-flags.ts";
import { legacyReport, type Report } from "../views/report.ts";
import { unifiedDiff } from "../views/unified-diff.ts";

const FLAGS = {
  list: boolFlag(true),
  write: boolFlag(true),
  diff: boolFlag(),
  check: boolFlag(),
  recursive: boolFlag(),
} as const;

/** Rewrites configuration files in the one canonical layout. */
export const command: Command = {
  summary: "Reformat your configuration in the standard style",
  flags: FLAGS,
  run,
};

const SUFFIXES = [".tf", ".tfvars", ".tftest.hcl", ".tfmock.hcl"];
/** Of query files; called `terraform`, they are nothing to us. */
const QUERY_SUFFIX = ".tfquery.hcl";

interface FmtOptions {
  readonly list: boolean;
  readonly write: boolean;
  readonly diff: boolean;
  readonly check: boolean;
  readonly recursive: boolean;
}

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "fmt", FLAGS);
  if (typeof flags === "number") return flags;
  const report = legacyReport(context);
  const fromStdin = flags.rest[0] === "-";
  const { check } = flags.values;
  const { list, write, diff, recursive } = flags.values;
  const options: FmtOptions = fromStdin
    ? { list: false, write: false, diff, check, recursive }
    : { list, write: write && !check, diff, check, recursive };
  const formatter = new Formatter(context, options);
  if (fromStdin) await formatter.stdin();
  else await formatter.targets(flags.rest.length === 0 ? ["."] : flags.rest);
  return formatter.end(report);
}

class Formatter {
  readonly #context: CommandContext;
  readonly #options: FmtOptions;
  readonly #suffixes: readonly string[];
  /** Those of all files are shown together, in their order; of texts that have some, the text too. */
  readonly #diagnostics: Diagnostic[] = [];
  readonly #sources = new Map<string, string>();
  /** With `-check`, names and differences wait until it is clear that all could be read. */
  readonly #held: (string | Uint8Array)[] = [];
  #changed = false;

  constructor(context: CommandContext, options: FmtOptions) {
    this.#context = context;
    this.#options = options;
    this.#suffixes = context.product === "terraform" ? SUFFIXES : [...SUFFIXES, QUERY_SUFFIX];
  }

  async stdin(): Promise<void> {
    const { stdin } = this.#context;
    const text = new TextDecoder().decode(await stdin.readAll());
    const result = this.#format(text, "<stdin>");
    if (result === undefined) return;
    if (result !== text) this.#changed = true;
    if (this.#options.diff) this.#writeData(unifiedDiff(text, result, "old/<stdin>", "new/<stdin>"));
    else if (!this.#options.check) this.#writeData(result.endsWith("\n") ? result : `${result}\n`);
  }

  /** What is not there ends it; behind what is no file for `fmt` it goes on. */
  async targets(paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      const found = await this.#context.runtime.disk.stat(path);
      if (found === undefined) return this.#fail(cliError("no-file-or-directory-at", path));
      if (found.kind === "directory") await this.#directory(path);
      else if (this.#suffixes.some((suffix) => path.endsWith(suffix))) await this.#file(path);
      else this.#fail(cliError("not-a-file-for-fmt", COMMAND));
    }
  }

  /** Shows what is left to show; the exit status. */
  end(report: Report): number {
    report.sources = this.#sources;
    report.diagnostics(this.#diagnostics);
    if (this.#diagnostics.length > 0) return 2;
    const { check, list } = this.#options;
    // What was asked of `-check` without a list is the status alone.
    if (list) for (const piece of this.#held) this.#context.stdout.write(piece);
    return check && this.#changed ? 3 : 0;
  }

  async #directory(path: string): Promise<void> {
    for (const { name, kind } of await this.#context.runtime.disk.list(path)) {
      if (name.startsWith(".")) continue;
      const inside = join(path, name);
      if (kind === "directory") {
        if (this.#options.recursive) await this.#directory(inside);
      } else if (this.#suffixes.some((suffix) => name.endsWith(suffix)) && !/^#.*#$|~$/.test(name))
        await this.#file(inside);
    }
  }

  async #file(path: string): Promise<void> {
    const { runtime } = this.#context;
    const { list, write, diff } = this.#options;
    try {
      const text = await runtime.disk.readText(path);
      const result = this.#format(text, path);
      if (result === undefined || result === text) return;
      this.#changed = true;
      if (list) this.#writeName(path);
      if (write && !(await this.#written(path, result))) return;
      if (diff) this.#writeData(unifiedDiff(text, result, `old/${path}`, `new/${path}`));
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      this.#fail(cliError("failed-to-read-file-to-format", path, error.message));
    }
  }

  async #written(path: string, text: string): Promise<boolean> {
    try {
      await this.#context.runtime.disk.rewriteFile(path, text);
      return true;
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      this.#fail(cliError("failed-to-write-formatted-file", path, reasonOf(error)));
      return false;
    }
  }

  /** Undefined where the text cannot be parsed; then it stays as it is. */
  #format(text: string, name: string): string | undefined {
    const { diagnostics } = parseConfig(text, name);
    if (!hasErrors(diagnostics)) return format(text);
    this.#sources.set(name, text);
    this.#diagnostics.push(...diagnostics);
    return undefined;
  }

  #writeName(path: string): void {
    this.#write(`${path}\n`);
  }

  /** Files are data: they go out as they are. */
  #writeData(text: string): void {
    this.#write(new TextEncoder().encode(text));
  }

  #write(piece: string | Uint8Array): void {
    if (this.#options.check) this.#held.push(piece);
    else this.#context.stdout.write(piece);
  }

  #fail(kind: ErrorKind): void {
    this.#diagnostics.push(errorDiagnostic(kind, ""));
  }
}
