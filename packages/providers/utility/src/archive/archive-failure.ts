import { ProviderFailure } from "@tutti/plugin";
import { utilityError } from "../errors.ts";

/** What cannot be archived, and why. */
export function archiveFailure(reason: string): ProviderFailure {
  return new ProviderFailure(utilityError("archive-creation-error"), `error creating archive: ${reason}`);
}
