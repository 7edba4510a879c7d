import type { ProviderFactory, ProviderRegistry } from "@tutti/plugin";
import { CLOUD_PROVIDERS } from "@tutti/provider-cloud";
import { UTILITY_PROVIDERS } from "@tutti/provider-utility";
import type { Runtime } from "@tutti/runtime";
import { remoteSeal } from "../encryption/state-seal.ts";
import { brokenFactory } from "./broken-factory.ts";
import { chosenPlugins } from "./chosen-plugins.ts";
import { loggedRegistry } from "./logged-provider.ts";

type Load = () => Promise<{ readonly createProviderFactory: (runtime: Runtime) => ProviderFactory }>;

const docker: Load = () => import("@tutti/provider-docker");
const process: Load = () => import("@tutti/provider-process");

/** Our own providers by source address; nothing is loaded before a configuration names it. */
const IN_HOUSE: Readonly<Record<string, Load>> = {
  "terraform.io/builtin/terraform": async () => {
    const { createProviderFactory } = await import("@tutti/provider-terraform");
    return { createProviderFactory: (runtime) => createProviderFactory(runtime, () => remoteSeal(runtime)) };
  },
  "registry.terraform.io/kreuzwerker/docker": docker,
  "registry.terraform.io/hashicorp/docker": docker,
  "registry.terraform.io/hashicorp/consul": () => import("@tutti/provider-consul"),
  "registry.terraform.io/tutti/process": process,
  // What a `tutti_process` asks for where no source is declared.
  "registry.terraform.io/hashicorp/tutti": process,
  ...Object.fromEntries(
    Object.entries(UTILITY_PROVIDERS).map(([type, load]) => [
      `registry.terraform.io/hashicorp/${type}`,
      load,
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(CLOUD_PROVIDERS).flatMap(([type, load]) => [
      [`registry.terraform.io/${type}/${type}`, load],
      // What their resources ask for where no source is declared.
      [`registry.terraform.io/hashicorp/${type}`, load],
    ]),
  ),
};

/** The providers that come with us, each made once, and in front of them the plugins that were chosen in this directory. */
export function createProviderRegistry(runtime: Runtime): ProviderRegistry {
  const loaded = new Map<string, Promise<ProviderFactory | undefined>>();
  let chosen: ReturnType<typeof chosenPlugins> | undefined;
  const find = async (source: string): Promise<ProviderFactory | undefined> => {
    if (isPartOfUs(source)) return inHouse(runtime, source);
    chosen ??= chosenPlugins(runtime);
    const found = (await (await chosen)?.find(source)) ?? { kind: "none" };
    if (found.kind === "problem") return brokenFactory(source, found.diagnostic);
    if (found.kind === "none") return inHouse(runtime, source);
    const { pluginHost } = await import("@tutti/plugin-host");
    return (await pluginHost(runtime)).factory(found.plugin);
  };
  const registry: ProviderRegistry = {
    load(source) {
      const factory = loaded.get(source) ?? find(source);
      loaded.set(source, factory);
      return factory;
    },
  };
  return loggedRegistry(registry, runtime.log, runtime.clock);
}

async function inHouse(runtime: Runtime, source: string): Promise<ProviderFactory | undefined> {
  const load = Object.hasOwn(IN_HOUSE, source) ? IN_HOUSE[source] : undefined;
  if (load === undefined) return undefined;
  const { createProviderFactory } = await load();
  return { ...createProviderFactory(runtime), source };
}

/** True where no plugin has to be installed for it; one may stand in its place all the same. */
export function isInHouse(source: string): boolean {
  return Object.hasOwn(IN_HOUSE, source);
}

/** No plugin can stand in the place of these: they are parts of the program. */
export function isPartOfUs(source: string): boolean {
  return source.startsWith("terraform.io/");
}
