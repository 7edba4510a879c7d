/** The way to a machine's SSH port: straight, or through an HTTP proxy. */

import {
  basicAuthorization,
  bracketed,
  dialFailure,
  fromUnknown,
  type Network,
  type Connection as Stream,
} from "@tutti/runtime";
import type { HttpProxy } from "./connection.ts";
import { ProvisionFailure } from "./failure.ts";

export async function dial(
  network: Pick<Network, "connect">,
  { host, port }: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<Stream> {
  try {
    return await network.connect({ host, port }, signal);
  } catch (error) {
    const why = dialFailure(fromUnknown(error, host), { host, port });
    throw new ProvisionFailure(why.startsWith("dial ") ? why : `dial tcp ${bracketed(host)}:${port}: ${why}`);
  }
}

const HEAD_MAX = 16 * 1024;

/** Asks the proxy for a way to the machine. */
export async function dialThrough(
  network: Pick<Network, "connect">,
  proxy: HttpProxy,
  { host, port }: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<Stream> {
  const stream = await dial(network, proxy, signal);
  const target = `${bracketed(host)}:${port}`;
  const login =
    proxy.userName === ""
      ? ""
      : `Proxy-Authorization: ${basicAuthorization(proxy.userName, proxy.password ?? "")}\r\n`;
  await stream.write(
    new TextEncoder().encode(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${login}\r\n`),
  );
  const pieces = stream.data[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  let end = -1;
  while (end < 0) {
    const next = await pieces.next();
    if (next.done === true || head.length > HEAD_MAX) {
      stream.destroy();
      throw new ProvisionFailure(`the proxy ${bracketed(proxy.host)}:${proxy.port} gave no answer`);
    }
    head = Buffer.concat([head, next.value]);
    end = head.indexOf("\r\n\r\n");
  }
  const [line = ""] = head.subarray(0, end).toString("latin1").split("\r\n");
  if (!/^HTTP\/1\.[01] 200\b/.test(line)) {
    stream.destroy();
    throw new ProvisionFailure(`proxy connection failed: ${line.replace(/^\S+ /, "")}`);
  }
  const rest = head.subarray(end + 4);
  return { ...bound(stream), data: following(rest, pieces) };
}

/** A stream's own methods, for one whose data begins elsewhere. */
function bound(stream: Stream): Omit<Stream, "data"> {
  return {
    remote: stream.remote,
    write: (data) => stream.write(data),
    end: () => stream.end(),
    destroy: () => stream.destroy(),
  };
}

async function* following(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (first.length > 0) yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
