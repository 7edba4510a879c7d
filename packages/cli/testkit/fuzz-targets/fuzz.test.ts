import { join } from "node:path";
import { testFuzzTarget } from "@tutti/simulation/testkit";
import { target as plans } from "./plans.ts";
import { target as savedPlans } from "./saved-plans.ts";
import { target as settingsFiles } from "./settings-files.ts";
import { target as storedStates } from "./stored-states.ts";

const ROOM = join(import.meta.dirname, "../..");
for (const target of [settingsFiles, plans, storedStates, savedPlans]) testFuzzTarget(ROOM, target);
