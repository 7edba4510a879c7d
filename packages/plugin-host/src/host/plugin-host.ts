import { type Provider, type ProviderFactory, ProviderFailure } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { carriedProvider } from "../carrier/carried-provider.ts";
import type { Carrier } from "../carrier/carrier.ts";
import { loadSchema } from "../carrier/load-schema.ts";
import { pluginError } from "../errors.ts";
import { reattachPlugin } from "../process/reattach.ts";
import type { ReattachTarget } from "../process/reattach-targets.ts";
import type { RunningPlugin } from "../process/running-plugin.ts";
import { type PluginProgram, startPlugin } from "../process/start-plugin.ts";
import { DynamicCodec } from "../values/dynamic-value.ts";
import type { PluginSchema } from "../values/provider-schema.ts";
import { keepSchema, readKeptSchema } from "./kept-schema.ts";
import { PluginSessions, type Seat } from "./plugin-sessions.ts";

/** A provider that is installed. */
export interface InstalledPlugin {
  /** `registry.terraform.io/hashicorp/null` */
  readonly source: string;
  readonly version: string | undefined;
  /** To be started, or running already. */
  readonly program: PluginProgram | ReattachTarget;
  /** Where what it says of itself may be kept: another file for another content of its package. */
  readonly schemaFile?: string;
}

/** The plugins of one command: started when they are needed, ended at its end. */
export class PluginHost {
  readonly #runtime: Runtime;
  readonly #factories = new Map<string, ProviderFactory>();
  readonly #sessions: PluginSessions[] = [];
  #identity: Promise<{ readonly certificate: string; readonly key: string }> | undefined;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** The same for the same program. Starts nothing. Its `schema` and `create` reject with a `ProviderFailure` where the plugin cannot be used. */
  factory(plugin: InstalledPlugin): ProviderFactory {
    const key = JSON.stringify(plugin);
    const factory = this.#factories.get(key) ?? this.#newFactory(plugin);
    this.#factories.set(key, factory);
    return factory;
  }

  #newFactory(plugin: InstalledPlugin): ProviderFactory {
    const sessions = new PluginSessions(this.#runtime, () => this.#start(plugin));
    this.#sessions.push(sessions);
    let loading: Promise<PluginSchema> | undefined;
    const load = (): Promise<PluginSchema> => {
      loading ??= this.#schema(sessions, plugin).catch((error: unknown) => {
        throw notLoaded(plugin, error);
      });
      return loading;
    };
    return {
      source: plugin.source,
      version: plugin.version,
      schema: async () => (await load()).schema,
      create: async () => createProvider(sessions, await load(), plugin),
    };
  }

  /** Of a package that was asked before nobody has to be started. */
  async #schema(sessions: PluginSessions, { schemaFile }: InstalledPlugin): Promise<PluginSchema> {
    const { disk } = this.#runtime;
    const kept = schemaFile === undefined ? undefined : await readKeptSchema(disk, schemaFile);
    if (kept !== undefined) return kept;
    const { known, bytes } = await loadSchema(await sessions.any());
    if (schemaFile !== undefined) await keepSchema(disk, schemaFile, bytes);
    return known;
  }

  /** Ends all that runs. */
  async close(): Promise<void> {
    await Promise.all(this.#sessions.map((sessions) => sessions.close()));
  }

  async #start({ program }: InstalledPlugin): Promise<RunningPlugin> {
    if ("target" in program) return reattachPlugin(this.#runtime, program);
    this.#identity ??= import("../process/own-certificate.ts").then(({ createOwnCertificate }) =>
      createOwnCertificate(this.#runtime),
    );
    return startPlugin(this.#runtime, program, await this.#identity);
  }
}

async function createProvider(
  sessions: PluginSessions,
  known: PluginSchema,
  { source, program }: InstalledPlugin,
): Promise<Provider> {
  const name = "name" in program ? program.name : `terraform-provider-${source.split("/").at(-1)}`;
  let seat: Seat | undefined;
  const session = () => seat?.session ?? sessions.any();
  const lasting = () => sessions.lasting();
  const carrier: Carrier = { codec: await DynamicCodec.load(), known, name, session, lasting };
  return carriedProvider(carrier, {
    async configured(config, tell) {
      seat = sessions.take(config, tell);
      return (await seat.configured) ?? { diagnostics: [] };
    },
    async close() {
      const left = seat;
      seat = undefined;
      if (left !== undefined) await sessions.leave(left);
    },
  });
}

/** In the words that Terraform puts around every reason. */
function notLoaded({ source }: InstalledPlugin, error: unknown): unknown {
  if (!(error instanceof ProviderFailure)) return error;
  return new ProviderFailure(
    pluginError("failed-to-load-plugin-schemas"),
    `Error while loading schemas for plugin components: Failed to obtain provider schema: Could not load the schema for provider ${source}: failed to instantiate provider "${source}" to obtain schema: ${error.detail}`,
    { cause: error },
  );
}
