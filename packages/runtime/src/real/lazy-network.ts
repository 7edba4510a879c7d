import type { Network } from "../network.ts";
import { interfaces } from "./interfaces.ts";

/** Loading sockets and HTTP costs a fifth of a short command's time, so they are loaded at the first use. */
export function createLazyNetwork(): Network {
  let loading: Promise<Network> | undefined;
  const load = (): Promise<Network> => {
    loading ??= import("./real-network.ts").then(({ createRealNetwork }) => createRealNetwork());
    return loading;
  };
  return {
    connect: async (...args) => (await load()).connect(...args),
    listen: async (...args) => (await load()).listen(...args),
    bindUdp: async (...args) => (await load()).bindUdp(...args),
    request: async (...args) => (await load()).request(...args),
    requestHttp2: async (...args) => (await load()).requestHttp2(...args),
    connectHttp2: async (...args) => (await load()).connectHttp2(...args),
    blockingHttp2: async (...args) => (await load()).blockingHttp2(...args),
    peerCertificates: async (...args) => (await load()).peerCertificates(...args),
    serveHttp: async (...args) => (await load()).serveHttp(...args),
    serveHttps: async (...args) => (await load()).serveHttps(...args),
    interfaces,
  };
}
