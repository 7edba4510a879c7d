import type { Target } from "@tutti/addresses";
import type { Diagnostic, Expression, SourceRange } from "@tutti/hcl";
import type { CheckRule } from "./check.ts";
import type { ModuleCall, PassedProvider } from "./module-call.ts";
import type { ProviderConfig } from "./provider.ts";

/** A `.tftest.hcl` file: runs in their order, and what they share. */
export interface TestFile {
  /** As it is shown: relative to the root module. */
  readonly path: string;
  readonly variables: ReadonlyMap<string, Expression>;
  /** By `name` or `name.alias`. */
  readonly providers: ReadonlyMap<string, ProviderConfig>;
  readonly mockProviders: ReadonlyMap<string, MockProvider>;
  readonly overrides: readonly Override[];
  readonly runs: readonly TestRun[];
}

/** A `run` block. */
export interface TestRun {
  readonly name: string;
  readonly command: "plan" | "apply";
  readonly options: PlanOptions;
  readonly variables: ReadonlyMap<string, Expression>;
  /** Undefined: the module beside the test files. */
  readonly module: RunModule | undefined;
  /** Undefined where it was not written: all providers of the file. */
  readonly providers: readonly PassedProvider[] | undefined;
  readonly asserts: readonly CheckRule[];
  readonly expectFailures: readonly ExpectedFailure[];
  /** Without which it would be run: what is wrong with what it expects. */
  readonly mistakes: readonly Diagnostic[];
  readonly overrides: readonly Override[];
  /** Which state it works on; undefined: that of its module. */
  readonly stateKey: string | undefined;
  readonly declRange: SourceRange;
}

/** The `plan_options` of a run. */
export interface PlanOptions {
  readonly mode: "normal" | "refresh-only";
  readonly refresh: boolean;
  readonly targets: readonly string[];
  readonly replace: readonly string[];
}

/** A module that is run in place of the one beside the tests. */
export interface RunModule {
  /** As written. */
  readonly source: string;
  /** The same as a call, so that it is found and installed as those are. */
  readonly call: ModuleCall;
}

/** An object whose conditions are to fail. */
export interface ExpectedFailure {
  /** `var.a`, `output.a`, `check.a`, `aws_instance.a`, `aws_instance.a[0]`. */
  readonly address: string;
  readonly range: SourceRange;
}

/** A provider that makes nothing and answers all the same. */
export interface MockProvider {
  readonly name: string;
  readonly alias: string | undefined;
  /** A folder with more of what follows in its `.tfmock.hcl` files, from the root module on; what stands here wins. */
  readonly source: MockSource | undefined;
  /** Values that computed attributes get, by type. */
  readonly resources: ReadonlyMap<string, MockDefaults>;
  readonly data: ReadonlyMap<string, MockDefaults>;
  readonly overrides: readonly Override[];
  readonly during: OverridePhase;
  readonly declRange: SourceRange;
}

/** Where mock files lie, and the block that says so. */
export interface MockSource {
  readonly folder: string;
  readonly range: SourceRange;
}

/** What a mocked provider knows; a file of a mock folder holds such blocks as well. */
export type MockData = Pick<MockProvider, "resources" | "data" | "overrides">;

/** Values of one type of a mocked provider. */
export interface MockDefaults {
  readonly values: Expression | undefined;
  readonly during: OverridePhase | undefined;
  /** Of the label that names the type. */
  readonly typeRange: SourceRange;
  readonly declRange: SourceRange;
}

/** From when on values are there: computed ones are unknown in a plan, unless asked for. */
export type OverridePhase = "plan" | "apply";

/** Values for one object or module, in place of what a provider or the module would say. */
export interface Override {
  readonly kind: "resource" | "data" | "module";
  readonly target: Target;
  /** Absent: everything is generated. */
  readonly values: Expression | undefined;
  readonly during: OverridePhase | undefined;
  readonly targetRange: SourceRange;
  readonly declRange: SourceRange;
}
