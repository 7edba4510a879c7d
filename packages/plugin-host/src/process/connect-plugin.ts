import { type BlockingHttp2, createStop, type Runtime } from "@tutti/runtime";
import { GRPCController, GRPCStdio } from "../gen/goplugin_pb.js";
import { GrpcChannel } from "../grpc/grpc-channel.ts";
import type { Handshake } from "./handshake.ts";

/** A connection to a plugin. */
interface ConnectedPlugin {
  readonly channel: GrpcChannel;
  isGone(): boolean;
  /** Another connection, for calls that cannot be waited for. It is closed with this one. */
  blocking(): Promise<BlockingHttp2>;
  /** Asks it to end. It may be gone before it has answered, which is what was wanted. */
  shutDown(withinMs: number): Promise<void>;
  close(): void;
}

const CONNECT_MS = 20_000;

/** Connects to where a plugin said that it listens, with TLS where it has a certificate. */
export async function connectPlugin(
  { network, clock, log }: Pick<Runtime, "network" | "clock" | "log">,
  { target, certificate }: Omit<Handshake, "protocol">,
  identity: { readonly certificate: string; readonly key: string } | undefined,
): Promise<ConnectedPlugin> {
  const secure = certificate === undefined ? {} : { tlsAuthority: certificate, tlsServerName: "localhost" };
  const shown = certificate === undefined || identity === undefined ? {} : { tlsIdentity: identity };
  const scheme = certificate === undefined ? "http" : "https";
  const where =
    "socketPath" in target
      ? { url: `${scheme}://localhost`, socketPath: target.socketPath }
      : { url: `${scheme}://${target.host.includes(":") ? `[${target.host}]` : target.host}:${target.port}` };
  const way = { ...where, ...secure, ...shown, timeoutMs: CONNECT_MS };
  const connection = await network.connectHttp2(way);
  const channel = new GrpcChannel(connection);
  let blocking: Promise<BlockingHttp2> | undefined;
  let gone = false;
  void connection.closed.then(() => {
    gone = true;
  });
  // What it prints must be read, or it waits for that for ever; old ones do not offer it.
  const decoder = new TextDecoder();
  void channel
    .stream(GRPCStdio.method.streamStdio, {}, ({ data }) =>
      log.write("debug", decoder.decode(data).trimEnd(), {}, "provider"),
    )
    .catch(() => undefined);
  return {
    channel,
    isGone: () => gone,
    async shutDown(withinMs) {
      const stop = createStop();
      const timer = clock.after(withinMs, () => stop.abort(new Error("it did not answer")));
      await channel.call(GRPCController.method.shutdown, {}, stop.signal).catch(() => undefined);
      timer.cancel();
    },
    blocking: () => {
      blocking ??= network.blockingHttp2(way);
      return blocking;
    },
    close: () => {
      void blocking?.then((other) => other.close());
      connection.close();
    },
  };
}
