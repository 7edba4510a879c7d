// The library keeps its classes' descriptions in this registry: it must be there before it is loaded.
import "reflect-metadata";
import { KeyObject } from "node:crypto";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";
import type { Runtime } from "@tutti/runtime";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
/** Clocks of one machine agree; a laptop that slept for some days goes on with its plugins. */
const VALID_FROM_MS = 30_000;
const VALID_DAYS = 3650;
const SERIAL_SIZE = 16;

/** Who we are to a plugin, made anew for each run; both PEM. */
export async function createOwnCertificate({
  clock,
  random,
}: Pick<Runtime, "clock" | "random">): Promise<{ readonly certificate: string; readonly key: string }> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const serial = random.bytes(SERIAL_SIZE);
  const now = clock.now();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: `01${Buffer.from(serial).toString("hex")}`,
    name: "CN=localhost",
    notBefore: new Date(now - VALID_FROM_MS),
    notAfter: new Date(now + VALID_DAYS * 86_400_000),
    keys,
    signingAlgorithm: ALGORITHM,
    // What Go asks of a certificate that is its own authority.
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(
        KeyUsageFlags.digitalSignature |
          KeyUsageFlags.keyEncipherment |
          KeyUsageFlags.keyAgreement |
          KeyUsageFlags.keyCertSign,
        true,
      ),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth, ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension([{ type: "dns", value: "localhost" }]),
    ],
  });
  const key = KeyObject.from(keys.privateKey).export({ type: "pkcs8", format: "pem" });
  return { certificate: certificate.toString("pem"), key: key.toString() };
}
