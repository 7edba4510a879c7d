import type { Claims } from "./claims.ts";
import { LoginFailure } from "./validator.ts";

/** How much clocks may differ, and how long a token counts that says only half; 0 is the default, less is none. */
export interface Leeways {
  readonly expirationMs: number;
  readonly notBeforeMs: number;
  readonly clockSkewMs: number;
}

/** Where a token says only when it begins, or only when it ends. */
const CLAIM_LEEWAY_S = 150;
const CLOCK_SKEW_S = 60;

/**
 * Why a token does not count now: it must say when it was issued, when it
 * begins or when it ends, and what it leaves open is worked out from the rest.
 */
export function timeMistake(claims: Claims, leeways: Leeways, nowMs: number): LoginFailure | undefined {
  const issued = secondsOf(claims["iat"]);
  const begins = secondsOf(claims["nbf"]);
  const ends = secondsOf(claims["exp"]);
  if (issued === 0 && begins === 0 && ends === 0)
    return new LoginFailure("no issue time, notbefore, or expiration time encoded in token");
  const end = ends !== 0 ? ends : Math.max(issued, begins) + secondsFor(leeways.expirationMs, CLAIM_LEEWAY_S);
  const begin =
    begins !== 0 ? begins : issued !== 0 ? issued : end - secondsFor(leeways.notBeforeMs, CLAIM_LEEWAY_S);
  const skew = secondsFor(leeways.clockSkewMs, CLOCK_SKEW_S);
  const now = nowMs / 1000;
  if (now + skew < begin) return invalid("token not valid yet (nbf)");
  if (now - skew > end) return invalid("token is expired (exp)");
  return now + skew < issued ? invalid("token issued in the future (iat)", "field") : undefined;
}

/** `what`: Consul's library has another word in one of its texts. */
function invalid(why: string, what = "failed"): LoginFailure {
  return new LoginFailure(`error validating claims: square/go-jose/jwt: validation ${what}, ${why}`);
}

function secondsFor(ms: number, initial: number): number {
  return ms === 0 ? initial : Math.max(ms / 1000, 0);
}

function secondsOf(claim: unknown): number {
  return typeof claim === "number" ? claim : 0;
}
