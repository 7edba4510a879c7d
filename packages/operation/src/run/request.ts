import type { VariableArgument } from "@tutti/config";
import type { EngineEvent, PlanMode, StandIn } from "@tutti/engine";
import type { Diagnostic } from "@tutti/hcl";
import type { ProviderRegistry } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import type { FileFlags } from "@tutti/state";
import type { AskForVariable } from "../configuration/give-variables.ts";
import type { LockWish } from "../lock/lock-state.ts";

/** What an operation is to do, and whom it tells and asks. */
export interface OperationRequest {
  readonly runtime: Runtime;
  /** What it is for: stands in the lock, and decides what an empty folder means. */
  readonly purpose: Purpose;
  /** What stands in the lock, where that is not what the purpose says. */
  readonly lockedFor?: string;
  readonly mode: PlanMode;
  /** Where the root module lies; default: the working directory, where its state and its variables are in any case. */
  readonly directory?: string;
  /** `-var` and `-var-file`, in the order given. */
  readonly variables?: readonly VariableArgument[];
  /** Where it is left out, the configured places. */
  readonly files?: FileFlags;
  /** Default: lock, and try once. */
  readonly lock?: Pick<LockWish, "lock" | "timeoutMs">;
  /** False leaves objects unread; default true. */
  readonly refresh?: boolean;
  /** Addresses; empty means everything. */
  readonly targets?: readonly string[];
  /** Addresses that are left alone, with all that depends on them; never together with `targets`. */
  readonly excludes?: readonly string[];
  /** Addresses of instances that are made anew. */
  readonly replace?: readonly string[];
  /** Services are looked at, and those that are not named here are not taken below what is to stay of them. Left out: nobody looks. */
  readonly health?: { readonly allowOutages: readonly string[] };
  /** Addresses of actions that are invoked, and nothing else is done; with the mode "refresh-only". */
  readonly invoke?: readonly string[];
  /**
   * A block whose instances are not known yet is left for a plan after this one,
   * unless it is one of these, which were left before. Where it is left out, not
   * to know them is an error.
   */
  readonly stages?: { readonly waited: readonly string[] };
  /** Blocks are written for what `import` blocks of the root module name and nothing declares; default false. */
  readonly generateConfig?: boolean;
  /** Who plans: name, version and build, for only of the very same program's plans anything is taken over. Left out: nothing is. */
  readonly program?: string;
  /** Provider calls at a time; default 10. */
  readonly parallelism?: number;
  /** Warnings of the caller, told with what is found out about variables and references. */
  readonly notices?: readonly Diagnostic[];
  /** Default: the providers that come with us. */
  readonly providers?: ProviderRegistry;
  /** Who answers for single objects in place of their providers; default: nobody. */
  readonly standIn?: StandIn;
  readonly askForVariable?: AskForVariable | undefined;
  readonly onEvent?: (event: EngineEvent, phase: "plan" | "apply") => void;
}

/** What an operation is for; it decides which checks come first. */
export type Purpose = "plan" | "apply" | "refresh" | "import" | "query";
