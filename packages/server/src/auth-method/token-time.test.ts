import { expect, test } from "vitest";
import { timeMistake } from "./token-time.ts";

const NOW = 1_000_000;
const none = { expirationMs: 0, notBeforeMs: 0, clockSkewMs: 0 };
const expired = "token is expired (exp)";
const early = "token not valid yet (nbf)";

const future =
  "error validating claims: square/go-jose/jwt: validation field, token issued in the future (iat)";

test.each<[Readonly<Record<string, unknown>>, Partial<typeof none>, string | undefined]>([
  [{}, {}, "no issue time, notbefore, or expiration time encoded in token"],
  [{ exp: NOW + 1 }, {}, undefined],
  [{ exp: NOW - 59 }, {}, undefined],
  [{ exp: NOW - 61 }, {}, expired],
  [{ exp: NOW - 61 }, { clockSkewMs: 90_000 }, undefined],
  [{ exp: NOW - 1 }, { clockSkewMs: -1 }, expired],
  [{ nbf: NOW + 59 }, {}, undefined],
  [{ nbf: NOW + 61 }, {}, early],
  [{ iat: NOW - 200 }, {}, undefined],
  [{ iat: NOW - 211 }, {}, expired],
  [{ iat: NOW - 211 }, { expirationMs: 600_000 }, undefined],
  [{ iat: NOW - 61 }, { expirationMs: -1 }, expired],
  [{ iat: NOW - 900, nbf: NOW - 100 }, {}, undefined],
  [{ exp: NOW + 300 }, {}, early],
  [{ exp: NOW + 300 }, { notBeforeMs: 400_000 }, undefined],
  [{ iat: NOW + 61, nbf: NOW - 10, exp: NOW + 900 }, {}, future],
])("%j with %j: %s", (claims, leeways, why) => {
  const mistake = timeMistake(claims, { ...none, ...leeways }, NOW * 1000)?.why;
  expect(mistake?.replace("error validating claims: square/go-jose/jwt: validation failed, ", "")).toBe(why);
});
