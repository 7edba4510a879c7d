import {
  ConnectionLimit,
  type Disk,
  fromUnknown,
  type HttpHandler,
  type ListenAddress,
  type Listener,
  type SecureListener,
} from "@tutti/runtime";
import { type Outcome, refuse } from "@tutti/server";
import type { AgentConfig } from "../agent-config.ts";
import type { AgentContext } from "../agent-part.ts";
import { agentError } from "../errors.ts";
import { loadServerTls } from "../tls-files.ts";
import { giveSocket, socketOwner } from "./socket-owner.ts";

const SOCKET = "unix://";

/** Where the API listens, with TLS and without. */
export class ApiListeners {
  readonly #context: Pick<AgentContext, "config" | "runtime">;
  readonly #handle: HttpHandler;
  /** One for all that listen: a client is not two by speaking HTTP and HTTPS. */
  readonly #connections: ConnectionLimit;
  #open: Listener[] = [];
  #secure: SecureListener[] = [];

  constructor(context: Pick<AgentContext, "config" | "runtime">, handle: HttpHandler) {
    this.#context = context;
    this.#handle = handle;
    this.#connections = new ConnectionLimit(context.config.http.connectionsPerClientMax);
  }

  /** Of the first that speaks HTTP; of HTTPS where there is none. */
  get port(): number {
    return (this.#open[0] ?? this.#secure[0])?.port ?? 0;
  }

  get securePort(): number {
    return this.#secure[0]?.port ?? 0;
  }

  async open(): Promise<void> {
    const { config, runtime } = this.#context;
    const { ports, httpAddresses, httpsAddresses } = config;
    const limits = { ...config.http, connections: this.#connections };
    // Read before anything listens: what protects works, or nothing starts.
    const tls = ports.https < 0 ? undefined : await loadServerTls(config.tls, runtime.disk);
    if (ports.http >= 0)
      for (const address of httpAddresses)
        await this.#at(address, ports.http, async (place) => {
          this.#open.push(await runtime.network.serveHttp(place, this.#handle, limits));
        });
    if (tls === undefined) return;
    for (const address of httpsAddresses)
      await this.#at(address, ports.https, async (place) => {
        this.#secure.push(await runtime.network.serveHttps(place, this.#handle, tls, limits));
      });
  }

  /** Takes over limits, and reads the files of TLS anew, for the connections to come; where something is wrong with them all stays as it was. */
  async renew(config: AgentConfig): Promise<Outcome<true>> {
    const renewed = this.#secure.length === 0 ? true : await this.#renewTls(config);
    if (renewed === true) this.#connections.perClientMax = config.http.connectionsPerClientMax;
    return renewed;
  }

  async #renewTls(config: AgentConfig): Promise<Outcome<true>> {
    try {
      // Whether clients are asked for a certificate waits for a restart.
      const { verifiesClients } = this.#context.config.tls;
      const tls = await loadServerTls({ ...config.tls, verifiesClients }, this.#context.runtime.disk);
      for (const listener of this.#secure) listener.renew(tls);
      return true;
    } catch (error) {
      return refuse(agentError("tls-files-unusable", fromUnknown(error, "tls").message));
    }
  }

  async close(): Promise<void> {
    const open = [...this.#open, ...this.#secure];
    this.#open = [];
    this.#secure = [];
    await Promise.all(open.map((listener) => listener.close()));
  }

  async #at(address: string, port: number, listen: (place: ListenAddress) => Promise<void>): Promise<void> {
    if (!address.startsWith(SOCKET)) return listen({ host: address, port });
    const { config, runtime } = this.#context;
    const socketPath = address.slice(SOCKET.length);
    const owner = await socketOwner(config.http, runtime.disk);
    await removeSocket(socketPath, runtime.disk);
    await listen({ socketPath });
    const { socketMode } = config.http;
    await giveSocket(socketPath, owner, runtime.disk);
    if (socketMode !== undefined) await runtime.disk.setMode(socketPath, socketMode);
  }
}

/** One that a killed agent left would keep the next one from listening; anything else is not ours to remove. */
async function removeSocket(path: string, disk: Disk): Promise<void> {
  if ((await disk.stat(path))?.kind === "other") await disk.remove(path);
}
