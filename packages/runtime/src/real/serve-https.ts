import https from "node:https";
import net from "node:net";
import type { SecureContextOptions, TlsOptions } from "node:tls";
import { RuntimeError } from "../errors.ts";
import type {
  CipherSuite,
  HttpHandler,
  HttpLimits,
  ListenAddress,
  SecureListener,
  ServerTls,
} from "../network.ts";
import { started } from "./listening.ts";
import { answering, keepLimits, serverOptions } from "./serve-http.ts";
import { NODE_TLS_VERSIONS } from "./tls-version.ts";

/** A client that connects and says nothing would keep its place for ever. */
const HANDSHAKE_TIMEOUT_MS = 5_000;

/** As Go's server tells it to who speaks plain HTTP to it. */
const NO_TLS = "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n";
/** What OpenSSL says of it; it knows a request by four methods alone, of others only that they are no TLS. */
const NO_TLS_CODES: ReadonlySet<string | undefined> = new Set([
  "ERR_SSL_HTTP_REQUEST",
  "ERR_SSL_HTTPS_PROXY_REQUEST",
  "ERR_SSL_WRONG_VERSION_NUMBER",
]);
/** Who does not go after that is sent away. */
const NO_TLS_LEAVES_MS = 2_000;

export async function serveHttps(
  address: ListenAddress,
  handle: HttpHandler,
  tls: ServerTls,
  limits: HttpLimits = {},
): Promise<SecureListener> {
  const options = {
    ...serverOptions(limits),
    handshakeTimeout: limits.handshakeMs ?? HANDSHAKE_TIMEOUT_MS,
    ALPNProtocols: ["http/1.1"],
    ...clientOptions(tls),
    ...contextOptions(tls),
  };
  const server = understood(() => https.createServer(options, answering(handle, limits)));
  // Before TLS is spoken nothing could be told.
  keepLimits(server, limits, (socket) => void socket.destroy());
  server.on("tlsClientError", ({ code }: NodeJS.ErrnoException, socket) => {
    if (NO_TLS_CODES.has(code)) tellPlainly(socket);
    // Node only says that it failed; who took too long would stay.
    else socket.destroy();
  });
  const listener = await started(server, address, () => server.closeAllConnections());
  return {
    ...listener,
    renew: (changed) => understood(() => server.setSecureContext(contextOptions(changed))),
  };
}

/** The connection below is still there when what should have spoken TLS above it has failed. */
function tellPlainly(socket: net.Socket): void {
  const below: unknown = Reflect.get(socket, "_parent");
  if (!(below instanceof net.Socket) || !below.writable) return;
  below.on("error", () => {});
  below.setTimeout(NO_TLS_LEAVES_MS, () => void below.destroy());
  below.end(NO_TLS);
}

function clientOptions({ clientAuthority }: ServerTls): TlsOptions {
  return clientAuthority === undefined ? {} : { requestCert: true, rejectUnauthorized: true };
}

function contextOptions(tls: ServerTls): SecureContextOptions {
  const { identity, clientAuthority, versionLeast = "1.2", cipherSuites = [], prefersOwnSuites } = tls;
  return {
    cert: identity.certificate,
    key: identity.key,
    ...(clientAuthority === undefined ? {} : { ca: clientAuthority }),
    minVersion: NODE_TLS_VERSIONS[versionLeast],
    ...(cipherSuites.length === 0
      ? {}
      : { ciphers: [...SUITES_13, ...cipherSuites.map(nodeName)].join(":") }),
    honorCipherOrder: prefersOwnSuites === true,
  };
}

/** TLS 1.3 has its own, which nobody chooses. */
const SUITES_13 = ["TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"];

/** As OpenSSL names it: `ECDHE-RSA-AES128-GCM-SHA256`, where CBC goes without saying. */
function nodeName(suite: CipherSuite): string {
  return suite.replace(/^TLS_/, "").replace("_WITH_AES_", "_AES").replace("_CBC", "").replaceAll("_", "-");
}

/** OpenSSL says what is wrong with a certificate or a key in words of its own. */
function understood<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    const why =
      code === "ERR_OSSL_X509_KEY_VALUES_MISMATCH"
        ? "tls: private key does not match public key"
        : `the certificate or its key cannot be used: ${message}`;
    throw new RuntimeError("EKEYPAIR", "tls", why, { cause: error });
  }
}
