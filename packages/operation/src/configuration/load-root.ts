import {
  type Config,
  type LoadResult,
  loadConfig,
  type ModuleNode,
  modulesOf,
  providerRequirements,
  type VariableArgument,
} from "@tutti/config";
import type { Runtime } from "@tutti/runtime";
import { TERRAFORM_VERSION } from "../terraform-version.ts";
import { diskSources } from "./disk-sources.ts";
import { earlyFacts } from "./early-facts.ts";
import { manifestPath } from "./workspace.ts";

/** Where the root module lies, and how its modules are found. */
export interface LoadRootOptions {
  /** No module but the root. */
  readonly rootOnly?: boolean;
  /** Test files as well. */
  readonly tests?: boolean;
  /** Query files as well. */
  readonly queries?: boolean;
  /** Where those are, beside the ones of the root module; default: `tests`. */
  readonly testDirectory?: string;
  /** Default: the working directory. */
  readonly directory?: string;
  /** Where versions do not suit, of nothing else is told: for `init`. */
  readonly versionsFirst?: boolean;
  /** `required_version` is not looked at: for commands that only show what there is. */
  readonly anyVersion?: boolean;
  /** `-var` and `-var-file`: the backend and the sources of modules may be made of variables. */
  readonly variables?: readonly VariableArgument[];
}

/** Reads the root module alone: what says where the state is kept. Nothing is compared with `required_version`. */
export function loadRootModule(
  runtime: Runtime,
  variables?: readonly VariableArgument[],
): Promise<LoadResult> {
  return loadConfig(diskSources(runtime), {
    early: earlyFacts(runtime, variables),
    productVersion: undefined,
    rootOnly: true,
  });
}

/** Reads the configuration of the working directory. */
export function loadRoot(
  runtime: Runtime,
  { variables, ...options }: LoadRootOptions = {},
): Promise<LoadResult> {
  return loadConfig(diskSources(runtime), {
    early: earlyFacts(runtime, variables),
    productVersion: options.anyVersion === true ? undefined : TERRAFORM_VERSION,
    manifestPath: manifestPath(runtime),
    ...options,
  });
}

/** True where the directory holds no configuration files at all. */
export function isEmptyConfig(config: Config): boolean {
  return ![...config.sources.keys()].some((name) => /\.(tf|tofu)(\.json)?$/.test(name));
}

/** Source addresses of all providers that the tree needs, in order. */
export function providerSources(root: ModuleNode): readonly string[] {
  const found = new Set<string>();
  for (const { module } of modulesOf(root))
    for (const source of providerRequirements(module).keys()) found.add(source);
  return [...found].sort();
}
