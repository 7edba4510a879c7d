import { Buffer } from "node:buffer";
import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createAuthority, createLeaf } from "./certificate.ts";

const validity = { fromMs: Date.UTC(2026, 0, 1), days: 10, serial: Uint8Array.from([0xff, 1]) };
const names = {
  commonName: "server.dc1.consul",
  dnsNames: ["server.dc1.consul", "localhost"],
  ipAddresses: [Uint8Array.from([127, 0, 0, 1])],
};

describe("createAuthority(), createLeaf()", () => {
  const authority = createAuthority("Test CA", validity, []);
  const leaf = createLeaf(authority, names, validity);
  const [ca, one] = [new X509Certificate(authority.certificate), new X509Certificate(leaf.certificate)];

  it("makes an authority that has signed itself", () => {
    expect([ca.ca, ca.subject, ca.serialNumber]).toEqual([true, "O=Tutti\nCN=Test CA", "FF01"]);
    expect(ca.verify(ca.publicKey)).toBe(true);
    expect(Date.parse(ca.validTo) - Date.parse(ca.validFrom)).toBe(864_000_000);
  });

  it("makes a leaf that the authority has signed, for these names and no others", () => {
    expect([one.ca, one.checkIssued(ca), one.verify(ca.publicKey)]).toEqual([false, true, true]);
    expect(one.checkHost("server.dc1.consul")).toBe("server.dc1.consul");
    expect(one.checkHost("other.consul")).toBeUndefined();
    expect(one.checkIP("127.0.0.1")).toBe("127.0.0.1");
    expect(Buffer.from(leaf.key).toString()).toContain("EC PRIVATE KEY");
  });

  it("does not verify against another authority of the same name", () => {
    const other = new X509Certificate(createAuthority("Test CA", validity, ["dc1.consul"]).certificate);
    expect(one.verify(other.publicKey)).toBe(false);
  });
});
