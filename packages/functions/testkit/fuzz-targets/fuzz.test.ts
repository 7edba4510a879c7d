import { join } from "node:path";
import { testFuzzTarget } from "@tutti/simulation/testkit";
import { target } from "./expressions.ts";

testFuzzTarget(join(import.meta.dirname, "../.."), target);
