import type { ProviderFactory } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { utilityFactory } from "../utility-factory.ts";
import { TIME_FUNCTIONS } from "./functions.ts";
import { TIME_OFFSET } from "./time-offset.ts";
import { TIME_ROTATING } from "./time-rotating.ts";
import { TIME_SLEEP } from "./time-sleep.ts";
import { TIME_STATIC } from "./time-static.ts";

/** `hashicorp/time`: moments that stay, and waiting. */
export function createProviderFactory(runtime: Runtime): ProviderFactory {
  const parts = {
    resources: {
      time_offset: TIME_OFFSET,
      time_rotating: TIME_ROTATING,
      time_sleep: TIME_SLEEP,
      time_static: TIME_STATIC,
    },
    dataSources: {},
    functions: TIME_FUNCTIONS,
  };
  return utilityFactory("time", parts, runtime);
}
