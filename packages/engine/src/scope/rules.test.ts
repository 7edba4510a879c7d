import { playRules } from "../../testkit/play-rules.ts";

/**
 * Each rule of values, names and repetition with its neighbours.
 * `TUTTI_GOLDEN=write` writes what is told anew, to be read.
 */
playRules("scope");
