import type net from "node:net";
import { isIPv6 } from "node:net";
import { fromUnknown } from "../errors.ts";
import type { ConnectTarget, ListenAddress, Listener } from "../network.ts";

/** As people write it: `host:port`, with brackets around IPv6, or the socket's path. */
export function describeAddress(target: ConnectTarget): string {
  if ("socketPath" in target) return target.socketPath;
  return isIPv6(target.host) ? `[${target.host}]:${target.port}` : `${target.host}:${target.port}`;
}

/** Shared by every kind of server: listening, with errors that name the address. */
export function started(
  server: net.Server,
  address: ListenAddress,
  beforeClose: () => void,
): Promise<Listener> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(fromUnknown(error, describeAddress(address))));
    server.listen(
      "socketPath" in address ? { path: address.socketPath } : { host: address.host, port: address.port },
      () => {
        resolve({
          port: "socketPath" in address ? 0 : (server.address() as net.AddressInfo).port,
          close: () =>
            new Promise((done) => {
              server.close(() => done());
              beforeClose();
            }),
        });
      },
    );
  });
}
