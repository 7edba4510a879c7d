import type { BlockingHttp2 } from "@tutti/runtime";
import type { GrpcChannel } from "../grpc/grpc-channel.ts";
import type { ProtocolVersion } from "./handshake.ts";

/** A plugin that was started, or that somebody else started for us. */
export interface RunningPlugin {
  readonly protocol: ProtocolVersion;
  readonly channel: GrpcChannel;
  /** True once its connection is gone: nothing will be answered any more. */
  isGone(): boolean;
  /** Another connection, for calls that cannot be waited for. */
  blocking(): Promise<BlockingHttp2>;
  /** What it wrote last that may say why it ended, once all has been read. */
  lastWords(): Promise<readonly string[]>;
  /** Asks it to end and, where it does not, ends it. Twice is once. */
  close(): Promise<void>;
}
