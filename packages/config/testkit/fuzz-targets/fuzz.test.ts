import { join } from "node:path";
import { testFuzzTarget } from "@tutti/simulation/testkit";
import { target as configurations } from "./configurations.ts";
import { target as testFiles } from "./test-files.ts";
import { target as variables } from "./variables.ts";

const ROOM = join(import.meta.dirname, "../..");
for (const target of [configurations, testFiles, variables]) testFuzzTarget(ROOM, target);
