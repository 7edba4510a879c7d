import type { Config } from "@tutti/config";
import type { Plan } from "@tutti/engine";
import type { Diagnostic } from "@tutti/hcl";
import type { ProviderSchema } from "@tutti/plugin";
import type { State } from "@tutti/state";

/** How a run, or a file of them, ended; `error`: it could not be brought to its end. */
export type TestStatus = "pass" | "fail" | "error" | "skip";

/** What a run looked at, for whoever wants to see it. */
export type TestedObjects =
  | { readonly kind: "plan"; readonly plan: Plan; readonly config: Config }
  | {
      readonly kind: "state";
      readonly state: State;
      readonly schemas: ReadonlyMap<string, ProviderSchema>;
    };

/** What is told of tests while they run. */
export type TestEvent =
  /** All files with the names of their runs, before the first starts. */
  | { readonly kind: "found"; readonly files: ReadonlyMap<string, readonly string[]> }
  | { readonly kind: "file-start" | "file-teardown"; readonly file: string }
  | {
      readonly kind: "file-end";
      readonly file: string;
      readonly status: TestStatus;
      /** What is said of the file itself, of none of its runs. */
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly kind: "run-start" | "run-teardown"; readonly file: string; readonly run: string }
  | {
      readonly kind: "run-end";
      readonly file: string;
      readonly run: string;
      readonly status: TestStatus;
      readonly tested: TestedObjects | undefined;
      readonly diagnostics: readonly Diagnostic[];
      readonly startedAtMs: number;
      readonly tookMs: number;
    }
  /** What a run made could not all be destroyed, or not without a word; undefined: of no run that is there. */
  | {
      readonly kind: "left-behind";
      readonly file: string;
      readonly run: string | undefined;
      readonly diagnostics: readonly Diagnostic[];
      /** Addresses of objects, and the keys of those that are deposed. */
      readonly objects: readonly { readonly instance: string; readonly deposedKey: string | undefined }[];
      /** Where their state is kept; the next test of the file destroys those of its runs first. */
      readonly place: string;
    }
  | { readonly kind: "summary"; readonly summary: TestSummary };

/** Runs by how they ended, and the worst of them. */
export interface TestSummary {
  readonly status: TestStatus;
  readonly passed: number;
  readonly failed: number;
  readonly errored: number;
  readonly skipped: number;
}
