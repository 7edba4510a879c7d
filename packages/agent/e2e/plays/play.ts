/** Plays of a seed that are more than one request after the other. */

import type { PlayedAgent } from "../play-requests.ts";
import type { Setting } from "../played-agents.ts";

/** What was done, and what came of it, both comparable. */
export interface Told {
  readonly did: unknown;
  readonly told: unknown;
}

/** A kind of play. */
export interface Play {
  readonly name: string;
  /** Seeds of which Consul's answers are kept. */
  readonly recorded: readonly number[];
  /** What an agent is started with for a seed. */
  setting(seed: number): Setting;
  /** Plays a seed on an agent. */
  play(agent: PlayedAgent, seed: number): Promise<readonly Told[]>;
  /** Where ours tells something else on purpose: the reason. */
  deliberate?(consul: Told, ours: Told): string | undefined;
}
