import type { Disk, Network, TlsOptions } from "@tutti/runtime";
import type { CheckTls } from "../agent-config.ts";
import { loadCheckTls } from "../tls-files.ts";

/**
 * What checks over TLS (of kind http and grpc) show of the agent, where
 * `enable_agent_tls_for_checks` asks for it. What a check says itself goes
 * before.
 */
export class AgentTls {
  #shown: TlsOptions | undefined;

  /** Reads the files, anew too; where something is wrong with them it rejects, and all stays as it was. */
  async load(config: CheckTls | undefined, disk: Disk): Promise<void> {
    this.#shown = config === undefined ? undefined : await loadCheckTls(config, disk);
  }

  /** The same network, with that. */
  around(network: Network): Network {
    const dressed = <Asked extends TlsOptions & { readonly url: string }>(asked: Asked): Asked =>
      asked.url.startsWith("https:") ? { ...this.#shown, ...asked } : asked;
    return {
      ...network,
      request: (asked, signal) => network.request(dressed(asked), signal),
      requestHttp2: (asked, signal) => network.requestHttp2(dressed(asked), signal),
    };
  }
}
