import { createHmac, generateKeyPairSync, KeyObject } from "node:crypto";
import { CompactSign, exportJWK, generateKeyPair } from "jose";
import { describe, expect, test } from "vitest";
import { isSignedBy, readJwk, readSignedToken } from "./signed-token.ts";
import { ANY_ALGORITHM } from "./sso-config.ts";

type Public = Parameters<typeof KeyObject.from>[0];

async function signed(
  alg: string,
  key: Parameters<CompactSign["sign"]>[0],
  more: object = {},
): Promise<string> {
  return new CompactSign(new TextEncoder().encode('{"sub":"s"}'))
    .setProtectedHeader({ alg, kid: "k", ...more })
    .sign(key);
}

describe.each(ANY_ALGORITHM)("%s", (alg) => {
  test("is known by its key, bare or from a set, and by no other", async () => {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    const token = readSignedToken(await signed(alg, privateKey));
    if (token === undefined) throw new Error("no token");
    expect([token.algorithm, token.keyId, token.payload.toString()]).toEqual([alg, "k", '{"sub":"s"}']);
    const key = KeyObject.from(publicKey as Public);
    expect(isSignedBy(token, key, ANY_ALGORITHM)).toBe(true);
    const jwk = readJwk({ ...(await exportJWK(publicKey)), kid: "k", use: "sig" });
    expect(jwk?.id).toBe("k");
    expect(jwk !== undefined && isSignedBy(token, jwk.key, ANY_ALGORITHM)).toBe(true);
    const other = KeyObject.from((await generateKeyPair(alg)).publicKey as Public);
    expect(isSignedBy(token, other, ANY_ALGORITHM)).toBe(false);
    expect(
      isSignedBy(
        token,
        key,
        ANY_ALGORITHM.filter((one) => one !== alg),
      ),
    ).toBe(false);
    expect(
      isSignedBy(
        { ...token, payload: token.payload, signed: Buffer.concat([token.signed, Buffer.from("x")]) },
        key,
        ANY_ALGORITHM,
      ),
    ).toBe(false);
  });
});

test("a public key is no secret that could sign", () => {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = publicKey.export({ type: "spki", format: "pem" });
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: "HS256" })}.${part({ sub: "s" })}`;
  const forged = `${text}.${createHmac("sha256", pem).update(text).digest("base64url")}`;
  for (const one of [forged, `${part({ alg: "none" })}.${part({})}.`]) {
    const token = readSignedToken(one);
    expect(token !== undefined && isSignedBy(token, publicKey, ANY_ALGORITHM)).toBe(false);
  }
});

test.each([
  [""],
  ["a.b"],
  ["a.b.c.d"],
  ["!.b.c"],
  ["e30.e30.e30"],
  [`${Buffer.from('{"alg":"RS256","crit":["x"]}').toString("base64url")}.e30.e30`],
])("%j is no signed token", (text) => expect(readSignedToken(text)).toBeUndefined());

test.each([[undefined], [{}], [{ kty: "oct", k: "aa" }], [{ kty: "RSA", n: "AQAB", e: "AQAB", use: "enc" }]])(
  "%j is no key",
  (jwk) => expect(readJwk(jwk)).toBeUndefined(),
);
