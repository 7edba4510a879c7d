import { ProviderFailure } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { pluginError } from "../errors.ts";
import { RPC, RpcFailure } from "../grpc/rpc-failure.ts";
import type { RunningPlugin } from "../process/running-plugin.ts";
import { wordsText } from "../process/start-plugin.ts";
import type { Answered, Asked, ProtocolClient } from "../protocol/protocol-client.ts";

/** How long a plugin that was told to stop may take to answer what it was asked; then it is ended. */
const STOP_MS = 30_000;

type CallName = Parameters<ProtocolClient["call"]>[0];
/** Asks and has the answer. */
export type AskBlocking = <Name extends CallName>(name: Name, request: Asked<Name>) => Answered<Name>;
type EventsName = Parameters<ProtocolClient["events"]>[0];

/** A plugin that is asked: what becomes of a call is told in words. Everything rejects with a `ProviderFailure`. */
export class PluginSession {
  readonly #runtime: Runtime;
  readonly #plugin: RunningPlugin;
  readonly #client: ProtocolClient;
  #stopping: Promise<unknown> | undefined;

  constructor(runtime: Runtime, plugin: RunningPlugin, client: ProtocolClient) {
    this.#runtime = runtime;
    this.#plugin = plugin;
    this.#client = client;
  }

  get protocol(): 5 | 6 {
    return this.#client.version;
  }

  /** Nothing will be answered any more. */
  get isGone(): boolean {
    return this.#plugin.isGone();
  }

  ask<Name extends CallName>(
    name: Name,
    request: Asked<Name>,
    signal?: AbortSignal,
  ): Promise<Answered<Name>> {
    return this.#stoppable(name, signal, () => this.#client.call(name, request));
  }

  /** The answer as it comes. */
  askBytes<Name extends CallName>(name: Name, request: Asked<Name>): Promise<Uint8Array> {
    return this.#stoppable(name, undefined, () => this.#client.callBytes(name, request));
  }

  /** Each message as it comes; `leave` ends it, as nothing more is wanted. */
  events<Name extends EventsName>(
    name: Name,
    request: Asked<Name>,
    onEvent: (event: Answered<Name>) => void,
    { signal, leave }: { readonly signal?: AbortSignal; readonly leave?: AbortSignal },
  ): Promise<void> {
    return this.#stoppable(name, signal, () => this.#client.events(name, request, onEvent, leave));
  }

  /** Something to ask with where the answer cannot be waited for; it throws a `ProviderFailure`. */
  async blocking(timeoutMs: number): Promise<AskBlocking> {
    const connection = await this.#plugin.blocking();
    return (name, request) => {
      try {
        return this.#client.callBlocking(connection, name, request, timeoutMs);
      } catch (error) {
        // What it wrote last has not been read: nothing is, meanwhile.
        throw error instanceof RpcFailure ? this.#failureOf(name, error, "") : error;
      }
    };
  }

  close(): Promise<void> {
    return this.#plugin.close();
  }

  /** A plugin that works is asked to come to an end, so that what it has done is known; only one that does not is ended. */
  async #stoppable<T>(
    name: CallName | EventsName,
    signal: AbortSignal | undefined,
    run: () => Promise<T>,
  ): Promise<T> {
    let late = (): void => {};
    const stop = (): void => {
      this.#stopping ??= this.#client.call("stopProvider", {}).catch(() => undefined);
      const timer = this.#runtime.clock.after(STOP_MS, () => void this.close());
      late = () => timer.cancel();
    };
    if (signal?.aborted === true) stop();
    else signal?.addEventListener("abort", stop, { once: true });
    try {
      return await run();
    } catch (error) {
      throw await this.#failure(name, error);
    } finally {
      signal?.removeEventListener("abort", stop);
      late();
    }
  }

  /** In Terraform's words, with what the plugin wrote last where it is gone. */
  async #failure(name: string, error: unknown): Promise<unknown> {
    if (!(error instanceof RpcFailure)) return error;
    const words = error.status === RPC.unavailable ? wordsText(await this.#plugin.lastWords()) : "";
    return this.#failureOf(name, error, words);
  }

  #failureOf(name: string, error: RpcFailure, words: string): ProviderFailure {
    const call = this.#callText(name);
    switch (error.status) {
      case RPC.unavailable: {
        const detail = `The plugin encountered an error, and failed to respond to the ${call} call. The plugin logs may contain more details.${words}`;
        return new ProviderFailure(pluginError("plugin-did-not-respond"), detail, { cause: error });
      }
      case RPC.cancelled:
        return new ProviderFailure(
          pluginError("plugin-request-cancelled"),
          `The ${call} request was cancelled.`,
          { cause: error },
        );
      case RPC.unimplemented:
        return new ProviderFailure(
          pluginError("unsupported-plugin-method"),
          `The ${call} method is not supported by this plugin.`,
          { cause: error },
        );
      default: {
        const told = `rpc error: code = ${RPC_NAMES[error.status] ?? `Code(${error.status})`} desc = ${error.message}`;
        return new ProviderFailure(
          pluginError("plugin-error"),
          `The plugin returned an unexpected error from ${call}: ${told}`,
          { cause: error },
        );
      }
    }
  }

  /** `plugin6.(*GRPCProvider).ReadResource`, or `plugin.(…` for version 5, as Terraform names its calls. */
  #callText(name: string): string {
    const room = this.#client.version === 5 ? "plugin" : "plugin6";
    return `${room}.(*GRPCProvider).${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  }
}

/** By their numbers, as Go writes them. */
const RPC_NAMES: Readonly<Record<number, string>> = {
  2: "Unknown",
  3: "InvalidArgument",
  4: "DeadlineExceeded",
  5: "NotFound",
  6: "AlreadyExists",
  7: "PermissionDenied",
  8: "ResourceExhausted",
  9: "FailedPrecondition",
  10: "Aborted",
  11: "OutOfRange",
  13: "Internal",
  15: "DataLoss",
  16: "Unauthenticated",
};
