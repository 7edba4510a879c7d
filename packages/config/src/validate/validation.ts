import type { FunctionScope, Traversal } from "@tutti/hcl";
import { type Provider, type ProviderSchema, schemaWithServices } from "@tutti/plugin";
import type { Func, Value } from "@tutti/values";
import { DiagnosticList } from "../diagnostic-list.ts";
import type { Config, ModuleNode } from "../module/module.ts";
import { typesWithServices } from "../schema/types-with-services.ts";

/** What a provider says of a configuration itself, beyond its schema. */
export type ProviderChecks = Pick<Provider, "validateResource" | "validateData"> &
  Pick<Provider, "ephemeral" | "actions" | "lists">;

/** What static checks need to know. */
export interface ValidateOptions {
  /** By source address; undefined where no such provider is installed. */
  readonly schemas: (source: string) => ProviderSchema | undefined;
  readonly providers?: (source: string) => ProviderChecks | undefined;
  /** Functions of a provider, by its source address. */
  readonly providerFunctions?: (source: string) => ReadonlyMap<string, Func> | undefined;
  /** The functions of a module: paths in it start at its directory. */
  readonly functions: (node: ModuleNode) => FunctionScope;
  readonly workspace?: string;
  /** `path.cwd`. */
  readonly workingDirectory?: string;
  /** Managed objects stay as they are: of their blocks nothing counts but how often they are repeated. */
  readonly keepsObjects?: boolean;
}

/** One run of `validate`. */
export class Validation {
  readonly config: Config;
  readonly options: ValidateOptions;
  readonly diagnostics = new DiagnosticList();
  /** Values of locals, by the id of their node. */
  readonly locals = new Map<string, Value>();
  /** Values of variables of modules that are called, by module and name. */
  readonly variables = new Map<string, Value>();
  /** What providers still have to say. */
  readonly pending: (() => Promise<void>)[] = [];
  /** References that were warned of already. */
  readonly warned = new Set<Traversal>();
  readonly #carrying: ReadonlyMap<string, ReadonlySet<string>>;
  #schemas = new Map<string, ProviderSchema | undefined>();

  constructor(config: Config, options: ValidateOptions) {
    this.config = config;
    this.options = options;
    this.#carrying = typesWithServices(config.root);
  }

  /** With the `service` blocks that the configuration's resources carry. */
  schema(source: string): ProviderSchema | undefined {
    if (!this.#schemas.has(source)) {
      const own = this.options.schemas(source);
      const carrying = this.#carrying.get(source);
      this.#schemas.set(
        source,
        own === undefined || carrying === undefined ? own : schemaWithServices(own, carrying),
      );
    }
    return this.#schemas.get(source);
  }
}
