import { join } from "node:path";
import { testFuzzTarget } from "@tutti/simulation/testkit";
import { target as journals } from "./journals.ts";
import { target as stateFiles } from "./state-files.ts";

for (const target of [stateFiles, journals]) testFuzzTarget(join(import.meta.dirname, "../.."), target);
