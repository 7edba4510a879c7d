import type { ResourceInstance } from "@tutti/addresses";
import type { Config, InputValue } from "@tutti/config";
import type { Diagnostic, FunctionScope } from "@tutti/hcl";
import type { Provider, ProviderRegistry } from "@tutti/plugin";
import type { Clock, Disk, Network, Processes, Random } from "@tutti/runtime";
import type { Journal, OpenIntent, State } from "@tutti/state";
import type { Value } from "@tutti/values";
import type { OnEvent } from "./events.ts";
import type { Remembered } from "./incremental/remembered.ts";
import type { Plan, PlanMode, PlannedRollout } from "./plan.ts";
import type { RolloutHandle } from "./rollout/rollout-runner.ts";
import type { ConnectAgent } from "./service/carrying-provider.ts";

/** What every walk over a configuration needs from outside. */
export interface Surroundings {
  readonly config: Config;
  readonly providers: ProviderRegistry;
  /** The agent that keeps the registrations of `service` blocks. */
  readonly connectAgent: ConnectAgent;
  /** The built-in functions; functions of providers are added here. */
  readonly functions: FunctionScope;
  readonly clock: Clock;
  /** `terraform.workspace`. */
  readonly workspace: string;
  /** `path.cwd`: absolute. */
  readonly directory: string;
  readonly onEvent?: OnEvent | undefined;
  /** Aborted on Ctrl-C: what runs ends, nothing new starts. */
  readonly signal?: AbortSignal | undefined;
  /** What functions read of files, where it is kept for apply. */
  readonly dataFiles?: DataFileKeeper | undefined;
  /** Provider calls at a time; 10 where it is left out. */
  readonly parallelism?: number | undefined;
  /** Who answers for an object in place of its provider: tests have some. */
  readonly standIn?: StandIn | undefined;
}

/** The provider that answers for an object; undefined leaves it to its own. */
export type StandIn = (address: ResourceInstance, provider: Provider) => Provider | undefined;

/** Keeps what is read of files while work is done: all of it, what was there, or nothing. */
export interface DataFileKeeper {
  during<T>(rule: "all" | "found" | "nothing", work: () => T): T;
}

/** What a plan is made of. */
export interface PlanRequest extends Surroundings {
  readonly state: State;
  /** Values of root variables as they were given; they are converted and validated here. */
  readonly variables: ReadonlyMap<string, InputValue>;
  readonly mode: PlanMode;
  /** False for `-refresh=false`. */
  readonly refresh: boolean;
  /** Addresses as given with `-target`, `-exclude` and `-replace`; parsed by the caller for syntax, by us for meaning. */
  readonly targets: readonly string[];
  /** Never together with `targets`. */
  readonly excludes?: readonly string[];
  readonly replace: readonly string[];
  /** Services are looked at, and those that are not named here are not taken below what is to stay of them. Left out: nobody looks. */
  readonly health?: { readonly allowOutages: readonly string[] } | undefined;
  /** Addresses of actions that are invoked, and nothing else is done (`-invoke`); with the mode "refresh-only". */
  readonly invoke?: readonly string[];
  /**
   * A block whose `count` or `for_each` is not known yet is left for a plan after
   * this one, with all that refers to it; unless it is one of these, which were
   * left before and would be for ever. Where it is left out, not to know them is
   * an error.
   */
  readonly stages?: { readonly waited: readonly string[] } | undefined;
  /** The `plantimestamp()` and the plan's own; RFC 3339. */
  readonly timestamp: string;
  /**
   * Objects to bring in, from the `import` command. Then `moved`, `removed` and
   * `import` blocks are left alone: nothing else is done to the state.
   */
  readonly imports?: readonly GivenImport[];
  /**
   * Nothing is planned but what `list` blocks need; what they find is told as
   * events. With the mode "refresh-only" and without refreshing.
   */
  readonly query?: { /** The objects are wanted, whatever the blocks say. */ readonly objects: boolean };
  /** Addresses of blocks that stand for what is to be written: their bodies follow the objects that are brought in. */
  readonly generate?: ReadonlySet<string>;
  /**
   * What a plan before this one found to stay as it is, which is not worked out
   * again where all that decides it is the same; empty where there was none.
   * The plan is the same with and without. It counts with `refresh` off only.
   */
  readonly remembered?: Remembered | undefined;
}

/** One object that the `import` command brings in, and where to. */
export interface GivenImport {
  readonly address: ResourceInstance;
  readonly id: string;
}

/** The plan, and what was found wrong on the way. */
export interface PlanResult {
  /** Undefined where nothing could be planned at all. */
  readonly plan: Plan | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** For the plan after this one; undefined where none can build on this. */
  readonly remembered?: Remembered;
}

/** What is executed, and where it is written down. */
export interface ApplyRequest extends Surroundings {
  readonly plan: Plan;
  readonly journal: Journal;
  readonly random: Random;
  readonly processes: Processes;
  /** How provisioners reach machines, and what they copy there. */
  readonly network: Network;
  readonly disk: Disk;
  /** What `~` means in paths of provisioners. */
  readonly home: string;
  /** What provisioners' commands inherit. */
  readonly environment: ReadonlyMap<string, string>;
  /** Is told of each rollout when its first object has its turn, and may speak to it. */
  readonly onRollout?: ((rollout: RolloutHandle) => void) | undefined;
  /** Ephemeral variables' values, which no plan keeps. */
  readonly variables?: ReadonlyMap<string, InputValue>;
}

/** The state after an apply, whole or cut short. */
export interface ApplyResult {
  /** What the journal says too; to be written with a raised serial. */
  readonly state: State;
  readonly diagnostics: readonly Diagnostic[];
  /** True where a signal cut it short. */
  readonly interrupted: boolean;
  /** Rollouts that stopped before all was done. */
  readonly stopped: readonly PlannedRollout[];
}

/** A state whose journal tells of operations without an end. */
export interface RecoverRequest {
  readonly state: State;
  readonly intents: readonly OpenIntent[];
  /** Configurations of providers by their address as the state writes it; empty ones where one is missing. */
  readonly configs?: ReadonlyMap<string, Value> | undefined;
  readonly providers: ProviderRegistry;
  readonly connectAgent: ConnectAgent;
  /** What is configured now: which types carry services; none where it could not be read. */
  readonly config?: Config | undefined;
  readonly journal: Journal;
  readonly signal?: AbortSignal | undefined;
}

/** The state in which every begun operation has an end. */
export interface RecoverResult {
  readonly state: State;
  readonly diagnostics: readonly Diagnostic[];
}
