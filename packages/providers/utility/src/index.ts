import type { ProviderFactory } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";

type Load = () => Promise<{ readonly createProviderFactory: (runtime: Runtime) => ProviderFactory }>;

/**
 * HashiCorp's providers that need nothing but this machine, by their type
 * (`hashicorp/<type>`): built in, so that nothing is downloaded for them. Each
 * is loaded when a configuration first names it.
 */
export const UTILITY_PROVIDERS: Readonly<Record<string, Load>> = {
  archive: () => import("./archive/provider.ts"),
  cloudinit: () => import("./cloudinit/provider.ts"),
  external: () => import("./external/provider.ts"),
  http: () => import("./http/provider.ts"),
  local: () => import("./local/provider.ts"),
  null: () => import("./null/provider.ts"),
  random: () => import("./random/provider.ts"),
  template: () => import("./template/provider.ts"),
  time: () => import("./time/provider.ts"),
  tls: () => import("./tls/provider.ts"),
};
