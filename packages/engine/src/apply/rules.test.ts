import { playRules } from "../../testkit/play-rules.ts";

/**
 * Each rule of applying with its neighbours: in which order, what is told, and what is left.
 * `TUTTI_GOLDEN=write` writes what is told anew, to be read.
 */
playRules("apply");
