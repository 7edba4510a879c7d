import type { SecureVersion } from "node:tls";
import type { TlsVersion } from "../network.ts";

/** As Node names them. */
export const NODE_TLS_VERSIONS: Readonly<Record<TlsVersion, SecureVersion>> = {
  "1.0": "TLSv1",
  "1.1": "TLSv1.1",
  "1.2": "TLSv1.2",
  "1.3": "TLSv1.3",
};
