import { type EarlyNames, earlyContext, earlyVariable, type InputValue, type Module } from "@tutti/config";
import {
  type Diagnostic,
  type EvalContext,
  errorDiagnostic,
  type Traversal,
  traversalText,
} from "@tutti/hcl";
import { operationError } from "../errors.ts";

/** What expressions of the `encryption` block may refer to: what is known before there is a state. */
export interface EncryptionNames extends Pick<EarlyNames, "functions" | "workspace"> {
  /** The root module. */
  readonly module: Module;
  readonly variables: ReadonlyMap<string, InputValue>;
  readonly directory: string;
}

/** Variables, local values and paths. */
export function encryptionContext({
  module,
  variables,
  functions,
  workspace,
  directory,
}: EncryptionNames): EvalContext {
  return earlyContext({
    module,
    functions,
    workspace,
    paths: { module: ".", root: ".", cwd: directory },
    refuse: wrong,
    variable: (name) => earlyVariable(module, variables, name),
  });
}

function wrong(traversal: Traversal, why: string): Diagnostic {
  const detail = `${traversalText(traversal)} cannot be used for encryption: ${why}.`;
  return errorDiagnostic(operationError("invalid-encryption-reference"), detail, traversal.range);
}
