import { join } from "node:path";
import { testFuzzTarget } from "@tutti/simulation/testkit";
import { target } from "./archives.ts";

testFuzzTarget(join(import.meta.dirname, "../.."), target);
