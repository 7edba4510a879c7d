import { isIP } from "node:net";
import tls, { type DetailedPeerCertificate } from "node:tls";
import { fromUnknown, RuntimeError } from "../errors.ts";
import type { TlsPeer } from "../network.ts";
import { tlsOptions } from "./real-http.ts";

/** The certificates that a server shows, its own first; nothing is sent to it. */
export function peerCertificates(target: TlsPeer, signal?: AbortSignal): Promise<readonly Uint8Array[]> {
  const { host, port, timeoutMs } = target;
  const subject = `${host}:${port}`;
  return new Promise((resolve, reject) => {
    const servername = isIP(host) === 0 ? { servername: host } : {};
    const socket = tls.connect({ host, port, ...servername, ...tlsOptions(target) });
    const late = (): void => fail(new RuntimeError("ETIMEDOUT", subject, `no answer within ${timeoutMs} ms`));
    const timer = timeoutMs === undefined ? undefined : setTimeout(late, timeoutMs);
    const abort = (): void => fail(signal?.reason);
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      socket.destroy();
    };
    function fail(error: unknown): void {
      end();
      reject(error === signal?.reason ? error : fromUnknown(error, subject));
    }
    socket.once("error", fail);
    if (signal?.aborted === true) return abort();
    signal?.addEventListener("abort", abort, { once: true });
    socket.once("secureConnect", () => {
      const found = chainOf(socket.getPeerCertificate(true));
      end();
      resolve(found);
    });
  });
}

/** Each with the one that signed it behind it, as far as they are known. One that signed itself is the last. */
function chainOf(first: DetailedPeerCertificate): readonly Uint8Array[] {
  const found: Uint8Array[] = [];
  const seen = new Set<string>();
  for (
    let at: DetailedPeerCertificate | undefined = first;
    at !== undefined && !seen.has(at.fingerprint256);
    at = at.issuerCertificate
  ) {
    seen.add(at.fingerprint256);
    found.push(new Uint8Array(at.raw));
  }
  return found;
}
