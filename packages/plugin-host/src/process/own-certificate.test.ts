import { createPrivateKey, X509Certificate } from "node:crypto";
import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { createOwnCertificate } from "./own-certificate.ts";

test("what we are to a plugin is a certificate of our own for localhost, which is its own authority", async () => {
  const { clock, random } = createSimulation(1).host("a");
  const [one, other] = [
    await createOwnCertificate({ clock, random }),
    await createOwnCertificate({ clock, random }),
  ];
  const found = new X509Certificate(one.certificate);
  expect([found.subject, found.issuer, found.ca]).toEqual(["CN=localhost", "CN=localhost", true]);
  expect(found.checkHost("localhost")).toBe("localhost");
  expect(found.checkPrivateKey(createPrivateKey(one.key))).toBe(true);
  expect(found.verify(found.publicKey)).toBe(true);
  // For a server and for a client, by their numbers.
  expect(found.keyUsage?.toSorted()).toEqual(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]);
  // Half a minute before now, for clocks that are not quite the same, and for ten years.
  expect(Date.parse(found.validFrom)).toBe(clock.now() - 30_000);
  expect(Date.parse(found.validTo)).toBe(clock.now() + 3650 * 86_400_000);
  expect(found.serialNumber).toMatch(/^01[0-9A-F]{32}$/);
  expect(new X509Certificate(other.certificate).serialNumber).not.toBe(found.serialNumber);
});
