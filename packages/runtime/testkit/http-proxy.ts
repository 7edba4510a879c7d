import { once } from "node:events";
import http, { type RequestListener } from "node:http";
import https from "node:https";
import net from "node:net";

/** A proxy of this machine that leads every target to one server: the names of tests are nobody's. */
export interface HttpProxy {
  readonly url: string;
  /** Method, target and Proxy-Authorization (or -) of what came. */
  readonly seen: string[];
  /** Cuts every connection, then closes. */
  close(): Promise<void>;
}

/** For http:// by absolute URLs and for https:// by CONNECT; with `secure` it is itself spoken with over TLS. */
export async function startHttpProxy(targetPort: number, secure?: https.ServerOptions): Promise<HttpProxy> {
  const seen: string[] = [];
  const note = ({ method, url, headers }: http.IncomingMessage): void =>
    void seen.push(`${method} ${url} ${headers["proxy-authorization"] ?? "-"}`);
  const pass: RequestListener = (incoming, outgoing) => {
    note(incoming);
    passOn(targetPort, incoming, outgoing);
  };
  const server = secure === undefined ? http.createServer(pass) : https.createServer(secure, pass);
  const sockets = new Set<net.Socket>();
  server.on("connection", (socket: net.Socket) => void sockets.add(socket.on("error", () => {})));
  server.on("connect", (incoming: http.IncomingMessage, client: net.Socket) => {
    note(incoming);
    joinTo(targetPort, client);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `${secure === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    seen,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function passOn(port: number, incoming: http.IncomingMessage, outgoing: http.ServerResponse): void {
  const { pathname, search } = new URL(incoming.url ?? "");
  const { "proxy-authorization": _, ...headers } = incoming.headers;
  const place = { host: "127.0.0.1", port, path: pathname + search };
  const onward = http.request({ ...place, method: incoming.method, headers, agent: false }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 0, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on("error", () => outgoing.destroy());
  incoming.pipe(onward);
}

function joinTo(port: number, client: net.Socket): void {
  const onward = net.connect(port, "127.0.0.1", () => {
    client.write("HTTP/1.1 200 Connection established\r\n\r\n");
    onward.pipe(client).pipe(onward);
  });
  onward.on("error", () => client.destroy());
  client.on("error", () => onward.destroy());
  client.on("close", () => onward.destroy());
}
