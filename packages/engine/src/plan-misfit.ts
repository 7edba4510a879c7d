import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import { engineError } from "./errors.ts";

/** A plan that names what is not there, or has it in another form: its file was changed after it was made. The message is a part of a sentence. */
export class PlanMisfit extends Error {}

/** What is told of it; any other error is thrown on. */
export function misfitDiagnostic(error: unknown): Diagnostic {
  if (!(error instanceof PlanMisfit)) throw error;
  const detail = `The plan does not fit the configuration and the state that it holds: ${error.message}. Its file was changed after it was made, so nothing more of it is carried out. Make it again with "plan -out".`;
  return errorDiagnostic(engineError("saved-plan-does-not-fit"), detail);
}
