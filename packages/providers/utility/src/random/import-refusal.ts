import { ProviderFailure } from "@tutti/plugin";
import { utilityError } from "../errors.ts";

/** What was given to import is none of what is asked for. */
export function importRefusal(detail: string): ProviderFailure {
  return new ProviderFailure(utilityError("import-random-value-error"), detail);
}
