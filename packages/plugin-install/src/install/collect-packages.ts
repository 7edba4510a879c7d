/** What few commands do, loaded when one of them does it. */

import type { LockRequest } from "./lock-providers.ts";
import type { MirrorRequest } from "./mirror-providers.ts";

/** The lock file with the hashes of providers for platforms, none of which is installed. Where something cannot be had there are diagnostics, and nothing is to be written. */
export async function lockProviders(
  request: LockRequest,
): ReturnType<typeof import("./lock-providers.ts").lockProviders> {
  return (await import("./lock-providers.ts")).lockProviders(request);
}

/** Puts packages into a folder that others can be sent to, with the indexes of all that is there. What cannot be had is told. */
export async function mirrorProviders(
  request: MirrorRequest,
): ReturnType<typeof import("./mirror-providers.ts").mirrorProviders> {
  return (await import("./mirror-providers.ts")).mirrorProviders(request);
}
