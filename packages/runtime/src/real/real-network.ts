import dgram from "node:dgram";
import net, { isIPv6 } from "node:net";
import { checkedUrl } from "../checked-request.ts";
import { fromUnknown } from "../errors.ts";
import type {
  Connection,
  ConnectTarget,
  HttpRequest,
  HttpResponse,
  ListenAddress,
  Listener,
  Network,
  UdpSocket,
} from "../network.ts";
import { interfaces } from "./interfaces.ts";
import { describeAddress, started } from "./listening.ts";
import { request } from "./real-http.ts";
import { serveHttp } from "./serve-http.ts";

export function createRealNetwork(): Network {
  return {
    connect,
    listen,
    bindUdp,
    request: requestByProxy,
    // Few ask for it, and loading it takes longer than one request.
    requestHttp2: async (...args) => (await import("./real-http2.ts")).requestHttp2(...args),
    connectHttp2: async (...args) => (await import("./real-http2-connection.ts")).connectHttp2(...args),
    blockingHttp2: async (target) => (await import("./blocking-http2.ts")).blockingHttp2(target),
    peerCertificates: async (...args) => (await import("./peer-certificates.ts")).peerCertificates(...args),
    serveHttp,
    serveHttps: async (...args) => (await import("./serve-https.ts")).serveHttps(...args),
    interfaces,
  };
}

const PROXY_VARIABLES = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"];

/** Directly, or through the proxy that the environment names; few name one, so what that takes is loaded for them only. */
async function requestByProxy(asked: HttpRequest, signal?: AbortSignal): Promise<HttpResponse> {
  checkedUrl(asked);
  const { proxyVariables, socketPath } = asked;
  if (socketPath !== undefined || !PROXY_VARIABLES.some((name) => proxyVariables?.get(name)))
    return request(asked, signal);
  const { proxiedWay } = await import("./proxied-way.ts");
  return request(asked, signal, await proxiedWay(asked, signal));
}

function connect(target: ConnectTarget, signal?: AbortSignal): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => reject(fromUnknown(error, describeAddress(target)));
    const socket = connected(target, fail);
    if (socket === undefined) return;
    const abort = (): void => {
      socket.destroy();
      reject(signal?.reason);
    };
    if (signal?.aborted === true) return abort();
    signal?.addEventListener("abort", abort, { once: true });
    socket.once("error", fail);
    socket.once("connect", () => {
      signal?.removeEventListener("abort", abort);
      socket.off("error", fail);
      resolve(wrap(socket));
    });
  });
}

/** A port that is none is told at once. */
function connected(target: ConnectTarget, fail: (error: unknown) => void): net.Socket | undefined {
  try {
    return net.connect(
      "socketPath" in target ? { path: target.socketPath } : { host: target.host, port: target.port },
    );
  } catch (error) {
    fail(error);
    return undefined;
  }
}

function wrap(socket: net.Socket): Connection {
  socket.on("error", () => {});
  socket.setNoDelay(true);
  return {
    remote: { host: socket.remoteAddress ?? "", port: socket.remotePort ?? 0 },
    write: (data) =>
      new Promise((resolve, reject) => {
        socket.write(data, (error) => (error ? reject(fromUnknown(error, "socket")) : resolve()));
      }),
    data: socket,
    end: () => void socket.end(),
    destroy: () => void socket.destroy(),
  };
}

function listen(address: ListenAddress, accept: (connection: Connection) => void): Promise<Listener> {
  const open = new Set<net.Socket>();
  const server = net.createServer({ noDelay: true }, (socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    accept(wrap(socket));
  });
  return started(server, address, () => {
    for (const socket of open) socket.destroy();
  });
}

function bindUdp(address: { readonly host: string; readonly port: number }): Promise<UdpSocket> {
  return new Promise((resolve, reject) => {
    const socket = dgram.createSocket({
      type: isIPv6(address.host) ? "udp6" : "udp4",
      recvBufferSize: 1 << 21,
    });
    socket.once("error", (error) => reject(fromUnknown(error, describeAddress(address))));
    socket.bind({ address: address.host, port: address.port }, () => {
      socket.removeAllListeners("error");
      socket.on("error", () => {});
      resolve({
        port: socket.address().port,
        onMessage: (receive) =>
          void socket.on("message", (data, from) => receive(data, { host: from.address, port: from.port })),
        send: (data, to) => socket.send(data, to.port, to.host, () => {}),
        close: () => new Promise((done) => socket.close(() => done())),
      });
    });
  });
}
