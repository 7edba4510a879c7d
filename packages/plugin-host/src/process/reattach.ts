import { ProviderFailure } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { pluginError } from "../errors.ts";
import { connectPlugin } from "./connect-plugin.ts";
import { REATTACH_VARIABLE, type ReattachTarget } from "./reattach-targets.ts";
import type { RunningPlugin } from "./running-plugin.ts";

/** Connects to a plugin that somebody else started; it is not ours to end. */
export async function reattachPlugin(runtime: Runtime, handshake: ReattachTarget): Promise<RunningPlugin> {
  try {
    const connected = await connectPlugin(runtime, { ...handshake, certificate: undefined }, undefined);
    return {
      protocol: handshake.protocol,
      channel: connected.channel,
      isGone: connected.isGone,
      blocking: connected.blocking,
      lastWords: async () => [],
      close: async () => connected.close(),
    };
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    throw new ProviderFailure(
      pluginError("plugin-did-not-start"),
      `Nobody answers where ${REATTACH_VARIABLE} says that the plugin listens: ${told}.`,
    );
  }
}
