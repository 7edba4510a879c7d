/** All kinds of plays. */

import { checks } from "./checks.ts";
import { locks } from "./locks.ts";
import { logins } from "./logins.ts";
import { names } from "./names.ts";
import type { Play } from "./play.ts";
import { waits } from "./waits.ts";

export type { Play, Told } from "./play.ts";

export const PLAYS: readonly Play[] = [waits, names, locks, logins, checks];
