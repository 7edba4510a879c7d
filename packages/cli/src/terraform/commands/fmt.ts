import { join } from "node:path";
import type { ErrorKind } from "@tutti/errors";
import { format, hasErrors, parseConfig } from "@tutti/hcl";
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
  const formatter = new Formatter(context, report, options);
  if (fromStdin) await formatter.stdin();
  else for (const target of flags.rest.length === 0 ? ["."] : flags.rest) await formatter.target(target);
  if (formatter.failed) return 2;
  return check && formatter.changed ? 3 : 0;
}

class Formatter {
  readonly #context: CommandContext;
  readonly #report: Report;
  readonly #options: FmtOptions;
  readonly #suffixes: readonly string[];
  failed = false;
  changed = false;

  constructor(context: CommandContext, report: Report, options: FmtOptions) {
    this.#context = context;
    this.#report = report;
    this.#options = options;
    this.#suffixes = context.product === "terraform" ? SUFFIXES : [...SUFFIXES, QUERY_SUFFIX];
  }

  async stdin(): Promise<void> {
    const { stdin } = this.#context;
    const text = new TextDecoder().decode(await stdin.readAll());
    const result = this.#format(text, "<stdin>");
    if (result === undefined) return;
    if (result !== text) this.changed = true;
    if (this.#options.diff) this.#writeData(unifiedDiff(text, result, "old/<stdin>", "new/<stdin>"));
    else if (!this.#options.check) this.#writeData(result.endsWith("\n") ? result : `${result}\n`);
  }

  async target(path: string): Promise<void> {
    const { disk } = this.#context.runtime;
    const found = await disk.stat(path);
    if (found === undefined) return this.#fail(cliError("no-file-or-directory-at", path));
    if (found.kind === "directory") return this.#directory(path);
    if (!this.#suffixes.some((suffix) => path.endsWith(suffix)))
      return this.#fail(cliError("not-a-file-for-fmt"));
    await this.#file(path);
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
    const { runtime, stdout } = this.#context;
    try {
      const text = await runtime.disk.readText(path);
      const result = this.#format(text, path);
      if (result === undefined || result === text) return;
      this.changed = true;
      if (this.#options.list) stdout.write(`${path}\n`);
      if (this.#options.write && !(await this.#written(path, result))) return;
      if (this.#options.diff) this.#writeData(unifiedDiff(text, result, `old/${path}`, `new/${path}`));
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
    this.failed = true;
    this.#report.sources = new Map([[name, text]]);
    this.#report.diagnostics(diagnostics);
    return undefined;
  }

  /** Files are data: they go out as they are. */
  #writeData(text: string): void {
    this.#context.stdout.write(new TextEncoder().encode(text));
  }

  #fail(kind: ErrorKind): void {
    this.failed = true;
    this.#report.error(kind, "");
  }
}
