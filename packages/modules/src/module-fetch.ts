import type { ModuleRequest } from "@tutti/config";
import { type Diagnostic, errorDiagnostic, warningDiagnostic } from "@tutti/hcl";
import { moduleError } from "./errors.ts";
import { type FetchContext, FetchFailure } from "./fetch-context.ts";
import { MODULE_LOCK_PATH } from "./lock/module-lock.ts";
import { expandSubdirectory } from "./package/expand-subdirectory.ts";

/** One module on its way. */
export class ModuleFetch {
  readonly request: ModuleRequest;
  readonly diagnostics: Diagnostic[] = [];
  version: string | undefined;

  constructor(request: ModuleRequest) {
    this.request = request;
  }

  /** `main.tf:1`, as messages name the call. */
  get place(): string {
    const { filename, start } = this.request.declRange;
    return `${filename}:${start.line}`;
  }

  expand(context: FetchContext, folder: string, pattern: string): Promise<string> {
    return orRefuse(expandSubdirectory(context, folder, pattern), (why) =>
      errorDiagnostic(moduleError("failed-to-expand-subdir-globs"), why),
    );
  }

  changed(name: string, known: string, hash: string, upgrade: boolean): void {
    const what = `"${name}" holds something else than when it was fetched first: its hash was ${known} and is ${hash} now.`;
    if (upgrade) {
      this.diagnostics.push(
        warningDiagnostic(
          moduleError("module-content-taken"),
          `${what} The new content was taken, because an upgrade was asked for, and is on record in ${MODULE_LOCK_PATH}.`,
          this.request.declRange,
        ),
      );
      return;
    }
    throw new Refused(
      errorDiagnostic(
        moduleError("module-content-changed"),
        `${what} Somebody may have moved a tag, or put another archive in its place, and what you planned with is not what you would get. Once you know why, "<tutti> init -upgrade" takes the new content; ${MODULE_LOCK_PATH} is where the hash is kept.`,
        this.request.declRange,
      ),
    );
  }
}

/** What ends the fetch of one module. */
export class Refused extends Error {
  readonly diagnostic: Diagnostic;
  constructor(diagnostic: Diagnostic) {
    super(diagnostic.summary);
    this.diagnostic = diagnostic;
  }
}

/** A failure of fetching as what ends the fetch of this module. */
export async function orRefuse<T>(work: Promise<T>, diagnosticOf: (why: string) => Diagnostic): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof FetchFailure) throw new Refused(diagnosticOf(error.message));
    throw error;
  }
}
