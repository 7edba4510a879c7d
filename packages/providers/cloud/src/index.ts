import type { ProviderFactory } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";

type Load = () => Promise<{ readonly createProviderFactory: (runtime: Runtime) => ProviderFactory }>;

/** The providers of this room by `TYPE`, of the source `TYPE/TYPE`; each is loaded when a configuration names it. */
export const CLOUD_PROVIDERS: Readonly<Record<string, Load>> = {
  digitalocean: () => import("./digitalocean/provider.ts"),
  dnsimple: () => import("./dnsimple/provider.ts"),
};
