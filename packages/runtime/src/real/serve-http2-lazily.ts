import type { Http2Handler, Http2Tls, ListenAddress, Listener } from "../network.ts";

/**
 * An HTTP/2 server, for programs that are plugins of others. It is no part of `Network`: nothing
 * that runs under simulation is a plugin. Without `tls` it is spoken from the first byte.
 */
export async function serveHttp2(
  address: ListenAddress,
  handle: Http2Handler,
  tls?: Http2Tls,
): Promise<Listener> {
  return (await import("./serve-http2.ts")).serveHttp2(address, handle, tls);
}
