import type { Module, Variable } from "@tutti/config";
import type { GivenVariable } from "@tutti/engine";
import {
  type Body,
  type Diagnostic,
  errorDiagnostic,
  evaluate,
  hasErrors,
  parseConfig,
  parseExpression,
  parseJsonConfig,
  type SourceRange,
  warningDiagnostic,
} from "@tutti/hcl";
import { RuntimeError } from "@tutti/runtime";
import { stringValue, type Value } from "@tutti/values";
import type { CommandContext } from "../../command/command.ts";
import type { FlagUse } from "../../command/flags.ts";

/** A value as it was found, before anybody looked whether a variable of that name is declared. */
export interface FoundValue {
  readonly name: string;
  readonly source:
    | { readonly kind: "text"; readonly text: string; readonly from: "argument" | "environment" | "prompt" }
    | { readonly kind: "file"; readonly value: Value; readonly range: SourceRange; readonly named: boolean };
}

export interface FoundValues {
  /** Later ones win. */
  readonly values: readonly FoundValue[];
  readonly diagnostics: readonly Diagnostic[];
  /** Texts of the files read, for showing what is wrong in them. */
  readonly sources: ReadonlyMap<string, string>;
}

const DEFAULT_FILES = ["terraform.tfvars", "terraform.tfvars.json"];

/** Reads TF_VAR_…, the files that are read by themselves, then `-var` and `-var-file` in the order given. */
export async function findVariableValues(
  context: CommandContext,
  uses: readonly FlagUse[],
): Promise<FoundValues> {
  const finder = new Finder(context);
  for (const [name, text] of [...context.runtime.environment.variables].sort())
    if (name.startsWith("TF_VAR_")) finder.text(name.slice("TF_VAR_".length), text, "environment");
  for (const name of DEFAULT_FILES)
    if ((await context.runtime.disk.stat(name)) !== undefined) await finder.file(name, false);
  for (const { name, kind } of await context.runtime.disk.list("."))
    if (kind !== "directory" && /\.auto\.tfvars(\.json)?$/.test(name)) await finder.file(name, false);
  for (const { name, value } of uses) {
    if (name === "var") finder.argument(value);
    else if (name === "var-file") await finder.file(value, true);
  }
  return finder;
}

class Finder implements FoundValues {
  readonly #context: CommandContext;
  readonly values: FoundValue[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly sources = new Map<string, string>();

  constructor(context: CommandContext) {
    this.#context = context;
  }

  text(name: string, text: string, from: "argument" | "environment"): void {
    this.values.push({ name, source: { kind: "text", text, from } });
  }

  argument(option: string): void {
    const at = option.indexOf("=");
    if (at >= 0) {
      this.text(option.slice(0, at), option.slice(at + 1), "argument");
      return;
    }
    this.diagnostics.push(
      errorDiagnostic(
        "Invalid -var option",
        `The given -var option ${JSON.stringify(option)} is not correctly specified. Must be a variable name and value separated by an equals sign, like -var="key=value".`,
      ),
    );
  }

  async file(path: string, named: boolean): Promise<void> {
    const text = await this.#read(path);
    if (text === undefined) return;
    this.sources.set(path, text);
    const { body, diagnostics } = path.endsWith(".json")
      ? parseJsonConfig(text, path)
      : parseConfig(text, path);
    this.diagnostics.push(...diagnostics);
    if (hasErrors(diagnostics)) return;
    this.#attributes(body, named);
  }

  #attributes(body: Body, named: boolean): void {
    const { attributes, diagnostics } = body.justAttributes();
    this.diagnostics.push(...diagnostics);
    for (const [name, attribute] of attributes) {
      const { value, diagnostics: wrong } = evaluate(attribute.expression);
      this.diagnostics.push(...wrong);
      if (!hasErrors(wrong))
        this.values.push({ name, source: { kind: "file", value, range: attribute.expression.range, named } });
    }
  }

  async #read(path: string): Promise<string | undefined> {
    const summary = "Failed to read variables file";
    try {
      const found = await this.#context.runtime.disk.stat(path);
      if (found !== undefined) return await this.#context.runtime.disk.readText(path);
      this.diagnostics.push(errorDiagnostic(summary, `Given variables file ${path} does not exist.`));
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      this.diagnostics.push(errorDiagnostic(summary, `Error while reading ${path}: ${error.message}.`));
    }
    return undefined;
  }
}

/** How many warnings of one kind are shown in full. */
const UNDECLARED_SHOWN = 2;

export interface GivenVariables {
  readonly given: ReadonlyMap<string, GivenVariable>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Texts become values as the variable of that name reads them; what no variable is named after is told. */
export function assignVariables(module: Module, found: readonly FoundValue[]): GivenVariables {
  const given = new Map<string, GivenVariable>();
  const diagnostics: Diagnostic[] = [];
  let undeclared = 0;
  for (const { name, source } of found) {
    const variable = module.variables.get(name);
    if (variable !== undefined) {
      const { value, diagnostics: wrong } = readValue(variable, source);
      diagnostics.push(...wrong);
      if (value !== undefined) given.set(name, value);
    } else if (source.kind === "file") {
      undeclared += 1;
      if (undeclared <= UNDECLARED_SHOWN) diagnostics.push(undeclaredInFile(name, source.range.filename));
    } else if (source.from === "argument") diagnostics.push(undeclaredArgument(name));
  }
  if (undeclared > UNDECLARED_SHOWN)
    diagnostics.push(
      warningDiagnostic(
        "Values for undeclared variables",
        `In addition to the other similar warnings shown, ${undeclared - UNDECLARED_SHOWN} other variable(s) defined without being declared.`,
      ),
    );
  return { given, diagnostics };
}

function readValue(
  variable: Variable,
  source: FoundValue["source"],
): { readonly value: GivenVariable | undefined; readonly diagnostics: readonly Diagnostic[] } {
  if (source.kind === "file")
    return { value: { value: source.value, origin: { kind: "file", range: source.range } }, diagnostics: [] };
  const origin =
    source.from === "prompt" ? ({ kind: "prompt" } as const) : { kind: source.from, name: variable.name };
  if (variable.parsing === "literal")
    return { value: { value: stringValue(source.text), origin }, diagnostics: [] };
  const parsed = parseExpression(source.text, `<value for var.${variable.name}>`);
  if (hasErrors(parsed.diagnostics)) return { value: undefined, diagnostics: parsed.diagnostics };
  const { value, diagnostics } = evaluate(parsed.expression);
  return { value: hasErrors(diagnostics) ? undefined : { value, origin }, diagnostics };
}

function undeclaredArgument(name: string): Diagnostic {
  return errorDiagnostic(
    "Value for undeclared variable",
    `A variable named "${name}" was assigned on the command line, but the root module does not declare a variable of that name. To use this value, add a "variable" block to the configuration.`,
  );
}

function undeclaredInFile(name: string, file: string): Diagnostic {
  return warningDiagnostic(
    "Value for undeclared variable",
    `The root module does not declare a variable named "${name}" but a value was found in file "${file}". If you meant to use this value, add a "variable" block to the configuration.\n\nTo silence these warnings, use TF_VAR_... environment variables to provide certain "global" settings to all configurations in your organization. To reduce the verbosity of these warnings, use the -compact-warnings option.`,
  );
}

/** Asks for every required variable that has no value; what is not answered stays without one. */
export async function askForVariables(
  context: CommandContext,
  module: Module,
  given: ReadonlyMap<string, GivenVariable>,
): Promise<readonly FoundValue[]> {
  const answers: FoundValue[] = [];
  for (const name of [...module.variables.keys()].sort()) {
    const variable = module.variables.get(name);
    if (variable === undefined || variable.default !== undefined || given.has(name)) continue;
    const about = variable.description === undefined ? "" : `  ${variable.description}\n\n`;
    context.stdout.write(`var.${name}\n${about}  Enter a value: `);
    const text = await context.stdin.readLine();
    if (text === undefined) break;
    context.stdout.write("\n");
    answers.push({ name, source: { kind: "text", text: text.trim(), from: "prompt" } });
  }
  return answers;
}
