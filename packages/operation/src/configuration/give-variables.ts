import {
  collectVariables,
  DiagnosticList,
  type InputValue,
  type Module,
  parseVariableText,
  reportMissing,
  type Variable,
  type VariableArgument,
} from "@tutti/config";
import { type Diagnostic, hasErrors } from "@tutti/hcl";
import type { Runtime } from "@tutti/runtime";
import { diskSources } from "./disk-sources.ts";

/** Asks a person for the value of a variable; undefined where nobody answers. */
export type AskForVariable = (variable: Variable) => Promise<string | undefined>;

export interface VariableRequest {
  readonly runtime: Runtime;
  /** The root module. */
  readonly module: Module;
  /** `-var` and `-var-file`, in the order given. */
  readonly arguments: readonly VariableArgument[];
  /** Tests: the directory of their files, whose variables files count more than all else; and a value may be given to nobody. */
  readonly test?: { readonly directory: string | undefined };
  /** Where it is left out, nobody is asked. */
  readonly ask?: AskForVariable | undefined;
}

export interface GivenVariables {
  readonly given: ReadonlyMap<string, InputValue>;
  readonly diagnostics: readonly Diagnostic[];
  /** Texts of the files read, for showing what is wrong in them. */
  readonly sources: ReadonlyMap<string, string>;
}

/** What the environment, files and arguments give to the root module's variables; nobody is asked, and none need be there. */
export async function readVariables(
  request: Omit<VariableRequest, "ask">,
): Promise<GivenVariables & { readonly missing: readonly Variable[] }> {
  const { runtime, module } = request;
  const sources = new Map<string, string>();
  const { values, missing, diagnostics } = await collectVariables(diskSources(runtime), {
    declared: module.variables,
    beside: request.test?.directory,
    keepsUndeclared: request.test !== undefined,
    environment: new Map([...runtime.environment.variables].sort()),
    arguments: request.arguments,
    sources,
  });
  return { given: values, missing, diagnostics, sources };
}

/** The same, with people asked for what is missing; what has no value then is an error. */
export async function giveVariables(request: VariableRequest): Promise<GivenVariables> {
  const found = await readVariables(request);
  if (hasErrors(found.diagnostics)) {
    // Nobody is asked for more, and where nobody would be, what is missing is told as well.
    const missing = request.ask === undefined ? reportMissing(found.missing) : [];
    return { ...found, diagnostics: [...found.diagnostics, ...missing] };
  }
  const given = new Map(found.given);
  const diagnostics = new DiagnosticList();
  const unanswered: Variable[] = [];
  let ask = request.ask;
  for (const variable of found.missing.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const text = await ask?.(variable);
    if (text === undefined) {
      ask = undefined;
      unanswered.push(variable);
      continue;
    }
    const value = parseVariableText(variable, text.trim(), diagnostics);
    if (value !== undefined) given.set(variable.name, { value, source: { kind: "prompt" } });
  }
  return {
    given,
    sources: found.sources,
    diagnostics: [...found.diagnostics, ...diagnostics.all, ...reportMissing(unanswered)],
  };
}
