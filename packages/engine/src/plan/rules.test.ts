import { playRules } from "../../testkit/play-rules.ts";

/**
 * Each rule of planning with its neighbours, in a cloud in memory.
 * `TUTTI_GOLDEN=write` writes what is told anew, to be read.
 */
playRules("plan");
