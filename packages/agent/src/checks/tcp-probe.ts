import { dialFailure, fromUnknown, type Network } from "@tutti/runtime";
import { critical, type Probe } from "./check-kind.ts";

/** Passing when something accepts the connection. */
export function createTcpProbe(address: string, network: Network): Probe {
  return async (signal) => {
    const colon = address.lastIndexOf(":");
    const host = address.slice(0, colon).replace(/^\[|\]$/g, "");
    const port = Number(address.slice(colon + 1));
    if (colon < 0 || !Number.isInteger(port) || port < 1 || port > 65_535) {
      return critical(`dial tcp: address ${address}: missing port in address`);
    }
    const target = { host: host === "" ? "127.0.0.1" : host, port };
    try {
      const connection = await network.connect(target, signal);
      connection.destroy();
      return { status: "passing", output: `TCP connect ${address}: Success` };
    } catch (error) {
      return critical(dialFailure(fromUnknown(signal.aborted ? signal.reason : error, address), target));
    }
  };
}
