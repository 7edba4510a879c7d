import { type Diagnostic, type Expression, evaluate, hasErrors } from "@tutti/hcl";
import { goQuote, stringValue, UNKNOWN_DYNAMIC, type Value } from "@tutti/values";
import { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { Variable } from "../module/named-value.ts";
import { isIgnored, joinPath } from "../source/file-names.ts";
import type { SourceReader } from "../source/source-reader.ts";
import type { InputValue, VariableArgument } from "./input-value.ts";
import { parseVariableText } from "./parse-variable-text.ts";
import { readVariablesFile } from "./variables-file.ts";

/** Where values of input variables come from. */
export interface CollectOptions {
  /** Of the root module. */
  readonly declared: ReadonlyMap<string, Variable>;
  readonly directory?: string;
  /** Another directory, whose files count more than all else. */
  readonly beside?: string | undefined;
  /** What the command line gives to variables that the module does not declare is kept, as a text; else it is a mistake. */
  readonly keepsUndeclared?: boolean;
  readonly environment: ReadonlyMap<string, string>;
  readonly arguments: readonly VariableArgument[];
  /** Text of the files read is put there, for showing diagnostics. */
  readonly sources?: Map<string, string>;
}

/** The values of input variables, and what is wrong with them. */
export interface Collected {
  readonly values: ReadonlyMap<string, InputValue>;
  /** Required variables that nothing gives a value to: to be asked for, or reported by `reportMissing`. */
  readonly missing: readonly Variable[];
  readonly diagnostics: readonly Diagnostic[];
}

const PREFIX = "TF_VAR_";
const DEFAULT_FILES = ["terraform.tfvars", "terraform.tfvars.json"];

/**
 * The values that environment, files and command line give to the root module's variables. First all
 * of them are read, then what counts in the end is evaluated: where something cannot be read, nothing
 * is said of values, and nothing ever of a value whose place another one takes.
 */
export async function collectVariables(reader: SourceReader, options: CollectOptions): Promise<Collected> {
  const collector = new Collector(reader, options);
  collector.addEnvironment();
  await collector.addFoundFiles(options.directory ?? ".");
  for (const argument of options.arguments) {
    if (argument.kind === "file") await collector.addFile(argument.path, true);
    else collector.addText(argument.text);
  }
  if (options.beside !== undefined) await collector.addFoundFiles(options.beside);
  if (hasErrors(collector.diagnostics.all))
    return { values: collector.values, missing: [], diagnostics: collector.diagnostics.all };
  collector.evaluate();
  const missing = [...options.declared.values()].filter(
    (variable) => variable.default === undefined && !collector.values.has(variable.name),
  );
  return { values: collector.values, missing, diagnostics: collector.diagnostics.all };
}

/** What to say of required variables that have no value. */
export function reportMissing(missing: readonly Variable[]): readonly Diagnostic[] {
  const diagnostics = new DiagnosticList();
  for (const { name, declRange } of missing) {
    diagnostics.error(
      configError("no-value-for-required-variable"),
      `The root module input variable "${name}" is not set, and has no default value. Use a -var or -var-file command line argument to provide a value for this variable.`,
      declRange,
    );
  }
  return diagnostics.all;
}

/** Undeclared variables in files beyond these are only counted. */
const UNDECLARED_SHOWN = 2;

/** What is given to a name, as it was written. */
type Written =
  | { readonly kind: "environment" | "argument"; readonly text: string }
  | { readonly kind: "file"; readonly path: string; readonly expression: Expression };

class Collector {
  readonly values = new Map<string, InputValue>();
  readonly diagnostics = new DiagnosticList();
  readonly #reader: SourceReader;
  readonly #options: CollectOptions;
  readonly #written = new Map<string, Written>();
  #undeclared = 0;

  constructor(reader: SourceReader, options: CollectOptions) {
    this.#reader = reader;
    this.#options = options;
  }

  addEnvironment(): void {
    for (const [key, text] of this.#options.environment) {
      if (key.startsWith(PREFIX)) this.#written.set(key.slice(PREFIX.length), { kind: "environment", text });
    }
  }

  async addFoundFiles(directory: string): Promise<void> {
    const names = new Set(await this.#reader.readDirectory(directory));
    const automatic = [...names].filter((name) => /\.auto\.tfvars(\.json)?$/.test(name) && !isIgnored(name));
    for (const name of [...DEFAULT_FILES.filter((each) => names.has(each)), ...automatic.sort()]) {
      await this.addFile(joinPath(directory, name), false);
    }
  }

  async addFile(path: string, named: boolean): Promise<void> {
    const bytes = await this.#reader.readFile(path);
    if (bytes === undefined) {
      this.diagnostics.error(
        configError("failed-to-read-variables-file"),
        named
          ? `Given variables file ${path} does not exist.`
          : `Error while reading ${path}: it cannot be opened.`,
      );
      return;
    }
    for (const { name, expression } of readVariablesFile(
      path,
      bytes,
      this.diagnostics,
      this.#options.sources,
    ))
      this.#written.set(name, { kind: "file", path, expression });
  }

  addText(text: string): void {
    const cut = text.indexOf("=");
    const name = cut === -1 ? "" : text.slice(0, cut);
    if (cut === -1 || name.endsWith(" ")) {
      this.diagnostics.error(
        configError("invalid-var-option"),
        cut !== -1
          ? `Variable name ${goQuote(name)} is invalid due to trailing space. Did you mean -var="${name.slice(0, -1)}=${text.slice(cut + 1).replace(/^ /, "")}"?`
          : `The given -var option ${goQuote(text)} is not correctly specified. Must be a variable name and value separated by an equals sign, like -var="key=value".`,
      );
      return;
    }
    this.#written.set(name, { kind: "argument", text: text.slice(cut + 1) });
  }

  evaluate(): void {
    for (const [name, written] of this.#written) {
      const variable = this.#options.declared.get(name);
      if (variable === undefined) this.#undeclaredName(name, written);
      else this.#evaluateDeclared(variable, written);
    }
    const more = this.#undeclared - UNDECLARED_SHOWN;
    if (more <= 0) return;
    this.diagnostics.warning(
      configError("values-for-undeclared-variables"),
      `In addition to the other similar warnings shown, ${more} other variable(s) defined without being declared.`,
    );
  }

  #evaluateDeclared(variable: Variable, written: Written): void {
    const { name } = variable;
    if (written.kind !== "file") {
      this.#set(name, parseVariableText(variable, written.text, this.diagnostics), { kind: written.kind });
      return;
    }
    const { value, diagnostics } = evaluate(written.expression, undefined);
    this.diagnostics.addAll(diagnostics);
    this.#set(name, value, { kind: "file", path: written.path, range: written.expression.range });
  }

  #undeclaredName(name: string, written: Written): void {
    switch (written.kind) {
      // It may be meant for another configuration, so it is no mistake.
      case "environment":
        return;
      case "file":
        this.#reportUndeclaredInFile(name, written.path);
        return;
      case "argument":
        if (this.#options.keepsUndeclared === true) {
          this.#set(name, stringValue(written.text), { kind: "argument" });
          return;
        }
        this.diagnostics.error(
          configError("value-for-undeclared-variable"),
          `A variable named ${goQuote(name)} was assigned on the command line, but the root module does not declare a variable of that name. To use this value, add a "variable" block to the configuration.`,
        );
    }
  }

  #reportUndeclaredInFile(name: string, path: string): void {
    this.#undeclared += 1;
    if (this.#undeclared > UNDECLARED_SHOWN) return;
    this.diagnostics.warning(
      configError("value-for-undeclared-variable"),
      `The root module does not declare a variable named "${name}" but a value was found in file "${path}". If you meant to use this value, add a "variable" block to the configuration.\n\nTo silence these warnings, use TF_VAR_... environment variables to provide certain "global" settings to all configurations in your organization. To reduce the verbosity of these warnings, use the -compact-warnings option.`,
    );
  }

  #set(name: string, value: Value | undefined, source: InputValue["source"]): void {
    // What could not be read was reported; it must not be missing as well.
    this.values.set(name, { value: value ?? UNKNOWN_DYNAMIC, source });
  }
}
