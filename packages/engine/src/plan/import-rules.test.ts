import { playRules } from "../../testkit/play-rules.ts";

/**
 * Each rule of importing with its neighbours.
 * `TUTTI_GOLDEN=write` writes what is told anew, to be read.
 */
playRules("imports");
