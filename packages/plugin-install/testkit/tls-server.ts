import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { type FetchWorld, openFetchWorld } from "@tutti/modules/testkit";
import { testCertificate } from "@tutti/runtime/testkit";

/** What lies at a path: with 200, unless it says another status. */
export type Served = Uint8Array | string | { readonly status: number; readonly body?: string };

/** A server of files over TLS, for all tests of a file. */
export interface TlsServer {
  /** `localhost:1234` */
  readonly host: string;
  /** What it has, by path; anything else is 404. */
  files: ReadonlyMap<string, Served>;
  /** The paths that were asked for since the world was opened, with the credentials that came along. */
  readonly asked: { readonly path: string; readonly authorization: string | undefined }[];
  /** A world that believes the server's certificate; whoever opened it ends it. */
  openWorld(): FetchWorld;
  close(): Promise<void>;
}

/** The server; whoever opened it closes it. */
export async function openTlsServer(): Promise<TlsServer> {
  const { cert, key } = await testCertificate("localhost");
  const trust = openFetchWorld();
  trust.write({ "authority.pem": cert });
  const http = createServer({ cert, key }, ({ url = "", headers }, response) => {
    server.asked.push({ path: url, authorization: headers.authorization });
    const found = server.files.get(url) ?? { status: 404 };
    const { status, body } =
      typeof found === "string" || found instanceof Uint8Array ? { status: 200, body: found } : found;
    response.writeHead(status, { "content-type": "application/json" });
    response.end(body);
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const server: TlsServer = {
    host: `localhost:${(http.address() as AddressInfo).port}`,
    files: new Map(),
    asked: [],
    openWorld() {
      server.asked.length = 0;
      return openFetchWorld({ variables: { SSL_CERT_FILE: `${trust.folder}/authority.pem` } });
    },
    async close() {
      http.close();
      http.closeAllConnections();
      await trust.end();
    },
  };
  return server;
}
