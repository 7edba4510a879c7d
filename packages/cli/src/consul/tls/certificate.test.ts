import { Buffer } from "node:buffer";
import { spawnSync } from "node:child_process";
import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type CertificateWithKey, createAuthority, createLeaf } from "./certificate.ts";

const folder = mkdtempSync(join(tmpdir(), "tutti-x509-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const validity = { fromMs: Date.UTC(2026, 0, 1), days: 10_000, serial: Uint8Array.from([0xff, 1]) };
const names = {
  commonName: "server.dc1.consul",
  dnsNames: ["server.dc1.consul", "localhost"],
  ipAddresses: ["127.0.0.1", "::1"],
};

const openssl = spawnSync("openssl", ["version"]).status === 0;

/** What `openssl` prints about it, or says of its chain. */
function ask(...args: readonly string[]): string {
  const { stdout, stderr } = spawnSync("openssl", args, { cwd: folder, encoding: "utf8" });
  return `${stdout}${stderr}`.trim();
}

let count = 0;
function written(text: string): string {
  count += 1;
  const path = join(folder, `${count}.pem`);
  writeFileSync(path, text);
  return path;
}

function verify(authority: CertificateWithKey, leaf: CertificateWithKey, ...more: readonly string[]): string {
  return ask(
    "verify",
    "-x509_strict",
    ...more,
    "-CAfile",
    written(authority.certificate),
    written(leaf.certificate),
  );
}

describe("createAuthority(), createLeaf()", async () => {
  const authority = await createAuthority("Test CA", validity, []);
  const leaf = await createLeaf(authority, names, validity);
  const [ca, one] = [new X509Certificate(authority.certificate), new X509Certificate(leaf.certificate)];

  it("makes an authority that has signed itself", () => {
    expect([ca.ca, ca.subject, ca.serialNumber]).toEqual([true, "O=Tutti\nCN=Test CA", "FF01"]);
    expect(ca.verify(ca.publicKey)).toBe(true);
    expect(Date.parse(ca.validTo) - Date.parse(ca.validFrom)).toBe(864_000_000_000);
  });

  it("makes a leaf that the authority has signed, for these names and no others", () => {
    expect([one.ca, one.checkIssued(ca), one.verify(ca.publicKey)]).toEqual([false, true, true]);
    expect(one.checkHost("server.dc1.consul")).toBe("server.dc1.consul");
    expect(one.checkHost("other.consul")).toBeUndefined();
    expect(one.checkIP("127.0.0.1")).toBe("127.0.0.1");
    expect(one.checkIP("::1")).toBe("::1");
    expect(one.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]);
    expect(Buffer.from(leaf.key).toString()).toContain("EC PRIVATE KEY");
    expect(one.subject).toBe("O=Tutti\nCN=server.dc1.consul");
  });

  it("does not verify against another authority of the same name", async () => {
    const other = new X509Certificate(
      (await createAuthority("Test CA", validity, ["dc1.consul"])).certificate,
    );
    expect(one.verify(other.publicKey)).toBe(false);
  });

  it("refuses a key that is another certificate's, and texts that are none", async () => {
    const other = await createAuthority("Test CA", validity, []);
    const mixed = { certificate: authority.certificate, key: other.key };
    await expect(createLeaf(mixed, names, validity)).rejects.toThrow("not that of the certificate");
    for (const bad of [
      { certificate: "", key: authority.key },
      { certificate: authority.certificate, key: "" },
    ])
      await expect(createLeaf(bad, names, validity)).rejects.toThrow();
  });

  it.skipIf(!openssl)("satisfies openssl (skipped where there is none)", () => {
    expect(verify(authority, leaf)).toMatch(/: OK$/);
    expect(verify(authority, leaf, "-purpose", "sslserver", "-verify_hostname", "localhost")).toMatch(
      /: OK$/,
    );
    expect(verify(authority, leaf, "-purpose", "sslclient", "-verify_ip", "127.0.0.1")).toMatch(/: OK$/);
    expect(verify(authority, leaf, "-verify_hostname", "other")).toContain("hostname mismatch");
    const text = ask("x509", "-noout", "-text", "-in", written(authority.certificate));
    expect(text).toMatch(/Basic Constraints: critical\n\s+CA:TRUE\n/);
    expect(text).toMatch(/Key Usage: critical\n\s+Digital Signature, Certificate Sign, CRL Sign\n/);
    const leafText = ask("x509", "-noout", "-text", "-in", written(leaf.certificate));
    expect(leafText).toMatch(/Key Usage: critical\n\s+Digital Signature, Key Encipherment\n/);
    expect(leafText).toMatch(/Basic Constraints: critical\n\s+CA:FALSE\n/);
  });

  it.skipIf(!openssl)(
    "lets a constrained authority sign for its names alone (skipped without openssl)",
    async () => {
      const constrained = await createAuthority("Test CA", validity, ["consul", "localhost"]);
      expect(verify(constrained, await createLeaf(constrained, names, validity))).toMatch(/: OK$/);
      const foreign = { ...names, dnsNames: ["server.dc1.example"] };
      expect(verify(constrained, await createLeaf(constrained, foreign, validity))).toContain(
        "permitted subtree violation",
      );
      const text = ask("x509", "-noout", "-text", "-in", written(constrained.certificate));
      expect(text).toMatch(/Name Constraints: critical\n\s+Permitted:\n\s+DNS:consul\n\s+DNS:localhost\n/);
    },
  );

  const kinds: readonly [
    string,
    () => { readonly privateKey: { export(options: object): string | Buffer } },
    string,
  ][] = [
    ["RSA", () => generateKeyPairSync("rsa", { modulusLength: 2048 }), "sha256WithRSAEncryption"],
    ["P-384", () => generateKeyPairSync("ec", { namedCurve: "P-384" }), "ecdsa-with-SHA384"],
    ["P-521", () => generateKeyPairSync("ec", { namedCurve: "P-521" }), "ecdsa-with-SHA512"],
    ["Ed25519", () => generateKeyPairSync("ed25519"), "ED25519"],
  ];
  it.skipIf(!openssl).each(kinds)(
    "signs with an authority made elsewhere: %s (skipped without openssl)",
    async (_, make, signature) => {
      const key = make().privateKey.export({ type: "pkcs8", format: "pem" }).toString();
      const keyPath = written(key);
      const made = [
        "req",
        "-x509",
        "-new",
        "-key",
        keyPath,
        "-subj",
        "/C=CH/O=Äpfel/CN=Theirs",
        "-addext",
        "keyUsage=critical,keyCertSign",
        "-days",
        "9999",
        "-utf8",
      ];
      const theirs = { certificate: ask(...made), key };
      const signed = await createLeaf(theirs, names, { ...validity, fromMs: Date.now() - 1000, days: 1 });
      expect(verify(theirs, signed)).toMatch(/: OK$/);
      expect(ask("x509", "-noout", "-text", "-in", written(signed.certificate))).toContain(
        `Signature Algorithm: ${signature}`,
      );
    },
  );
});
