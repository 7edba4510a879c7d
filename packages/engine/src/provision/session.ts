/** The way to a machine, tried until it opens or its time is over. */

import type { Clock, Disk, Network, Random } from "@tutti/runtime";
import { createStop } from "@tutti/runtime";
import type { Client } from "ssh2";
import { openAgent } from "./agent.ts";
import type { Connection, Login } from "./connection.ts";
import { dial, dialThrough } from "./dial.ts";
import { duplexOf } from "./duplex.ts";
import { ProvisionFailure } from "./failure.ts";
import { keyMistake, loadSsh, logIn } from "./ssh-client.ts";

/** What provisioners need of the outside. */
export interface ProvisionWorld {
  readonly network: Pick<Network, "connect">;
  readonly disk: Pick<Disk, "readText" | "readPieces" | "stat" | "list">;
  readonly clock: Clock;
  readonly random: Random;
  /** For `~` in paths. */
  readonly home: string;
}

/** A machine that is logged in to. Whoever opened it closes it. */
export interface Session {
  readonly client: Client;
  close(): void;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 20_000;

/** `say` is told of each attempt, in Terraform's lines. */
export async function openSession(
  world: ProvisionWorld,
  connection: Connection,
  say: (line: string) => void,
  signal: AbortSignal | undefined,
): Promise<Session> {
  const ssh2 = await loadSsh();
  const wrong = keyMistake(ssh2, connection.privateKey) ?? keyMistake(ssh2, connection.bastion?.privateKey);
  if (wrong !== undefined) throw new ProvisionFailure(wrong);
  const { clock } = world;
  const deadline = clock.monotonic() + connection.timeoutMs;
  let last = "the machine did not answer";
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    for (const line of tableOf(connection)) say(line);
    try {
      const session = await attempt(world, ssh2, connection, deadline - clock.monotonic(), signal);
      say("Connected!");
      return session;
    } catch (error) {
      if (!(error instanceof ProvisionFailure)) throw error;
      last = error.message === "" ? last : error.message;
    }
    const left = deadline - clock.monotonic();
    if (signal?.aborted === true) throw new ProvisionFailure("interrupted while connecting");
    if (left > 0) await clock.sleep(Math.min(pause, left), signal).catch(() => undefined);
    if (clock.monotonic() >= deadline) throw new ProvisionFailure(`timeout - last error: ${last}`);
  }
}

/** One attempt, cut off when the time is over or Ctrl-C was pressed; then it says nothing. */
async function attempt(
  world: ProvisionWorld,
  ssh2: Awaited<ReturnType<typeof loadSsh>>,
  connection: Connection,
  leftMs: number,
  signal: AbortSignal | undefined,
): Promise<Session> {
  const stop = createStop();
  const cut = (): void => stop.abort();
  const timer = world.clock.after(Math.max(0, leftMs), cut);
  signal?.addEventListener("abort", cut, { once: true });
  const closing: (() => void)[] = [];
  const close = (): void => {
    for (const one of closing.splice(0).reverse()) one();
  };
  const cutOff = new Promise<never>((_, reject) => {
    stop.signal.addEventListener("abort", () => reject(new ProvisionFailure("")), { once: true });
  });
  cutOff.catch(() => undefined);
  try {
    const client = await Promise.race([reach(world, ssh2, connection, stop.signal, closing), cutOff]);
    return { client, close };
  } catch (error) {
    close();
    throw error;
  } finally {
    timer.cancel();
    signal?.removeEventListener("abort", cut);
  }
}

async function reach(
  world: ProvisionWorld,
  ssh2: Awaited<ReturnType<typeof loadSsh>>,
  connection: Connection,
  signal: AbortSignal,
  closing: (() => void)[],
): Promise<Client> {
  const { agentSocket, agentIdentity, bastion, proxy } = connection;
  const agent =
    agentSocket === undefined ? undefined : await openAgent(ssh2, world, agentSocket, agentIdentity);
  const enter = async (login: Login, stream: ReturnType<typeof duplexOf>): Promise<Client> => {
    closing.push(() => stream.destroy());
    const client = await logIn(ssh2, login, agent, stream);
    closing.push(() => client.end());
    // What happens to it later is told by the commands that run on it.
    client.on("error", () => undefined);
    return client;
  };
  const straight = async (login: Login): Promise<ReturnType<typeof duplexOf>> =>
    duplexOf(
      await (proxy === undefined
        ? dial(world.network, login, signal)
        : dialThrough(world.network, proxy, login, signal)),
    );
  let stream: ReturnType<typeof duplexOf>;
  if (bastion === undefined) stream = await straight(connection);
  else {
    try {
      const outer = await enter(bastion, await straight(bastion));
      stream = await forward(outer, connection);
    } catch (error) {
      throw new ProvisionFailure(`Error connecting to bastion: ${messageOf(error)}`);
    }
  }
  try {
    return await enter(connection, stream);
  } catch (error) {
    const at = `${connection.shownUser}@${connection.shownHost}:${connection.port}`;
    throw new ProvisionFailure(`SSH authentication failed (${at}): ${messageOf(error)}`);
  }
}

function forward(client: Client, { host, port }: Login): Promise<ReturnType<typeof duplexOf>> {
  return new Promise((resolve, reject) => {
    client.forwardOut("127.0.0.1", 0, host, port, (error, channel) => {
      if (error === undefined) resolve(channel);
      else reject(new ProvisionFailure(`ssh: rejected: ${error.message}`));
    });
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function tableOf({ bastion, proxy, ...own }: Connection): readonly string[] {
  const login = ({ shownHost, shownUser, password, privateKey, hostKey }: Login): readonly string[] => [
    `  Host: ${shownHost}`,
    `  User: ${shownUser}`,
    `  Password: ${password !== undefined}`,
    `  Private key: ${privateKey !== undefined}`,
    "  Certificate: false",
    `  SSH Agent: ${own.agentSocket !== undefined}`,
    `  Checking Host Key: ${hostKey !== undefined}`,
  ];
  return [
    "Connecting to remote host via SSH...",
    ...login(own),
    `  Target Platform: ${own.platform}`,
    ...(bastion === undefined ? [] : ["Using configured bastion host...", ...login(bastion)]),
    ...(proxy === undefined
      ? []
      : [
          "Using configured proxy host...",
          `  ProxyHost: ${proxy.host}`,
          `  ProxyPort: ${proxy.port}`,
          `  ProxyUserName: ${proxy.userName}`,
          `  ProxyUserPassword: ${proxy.password !== undefined}`,
        ]),
  ];
}
