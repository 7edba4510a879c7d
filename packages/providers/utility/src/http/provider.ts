import type { ProviderFactory } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { utilityFactory } from "../utility-factory.ts";
import { HTTP } from "./http-data.ts";

/** `hashicorp/http`: what a URL answers. */
export function createProviderFactory(runtime: Runtime): ProviderFactory {
  return utilityFactory("http", { resources: {}, dataSources: { http: HTTP } }, runtime);
}
