import type { ProviderFactory, ProviderRegistry } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { remoteSeal } from "../encryption/state-seal.ts";
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
};

/** The providers that come with us, each made once. */
export function createProviderRegistry(runtime: Runtime): ProviderRegistry {
  const loaded = new Map<string, Promise<ProviderFactory>>();
  const registry: ProviderRegistry = {
    async load(source) {
      const load = Object.hasOwn(IN_HOUSE, source) ? IN_HOUSE[source] : undefined;
      if (load === undefined) return undefined;
      let factory = loaded.get(source);
      if (factory === undefined) {
        factory = load().then(({ createProviderFactory }) => ({ ...createProviderFactory(runtime), source }));
        loaded.set(source, factory);
      }
      return factory;
    },
  };
  return loggedRegistry(registry, runtime.log, runtime.clock);
}

/** True where no plugin has to be installed for it. */
export function isInHouse(source: string): boolean {
  return Object.hasOwn(IN_HOUSE, source);
}
