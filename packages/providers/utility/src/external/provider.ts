import type { ProviderFactory } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { utilityFactory } from "../utility-factory.ts";
import { EXTERNAL } from "./external-data.ts";

/** `hashicorp/external`: what a program says. */
export function createProviderFactory(runtime: Runtime): ProviderFactory {
  return utilityFactory("external", { resources: {}, dataSources: { external: EXTERNAL } }, runtime);
}
