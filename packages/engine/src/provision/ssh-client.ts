/** One login to one machine, by `ssh2` over a stream that was dialled before. */

import type { Duplex } from "node:stream";
import type { Clock } from "@tutti/runtime";
import type {
  AnyAuthMethod,
  BaseAgent,
  Client,
  ConnectConfig,
  ParsedKey,
  ServerHostKeyAlgorithm,
} from "ssh2";
import type { Login } from "./connection.ts";
import { ProvisionFailure } from "./failure.ts";

type Ssh2 = typeof import("ssh2");

/** The library, loaded by the first provisioner that reaches a machine. */
export async function loadSsh(): Promise<Ssh2> {
  return (await import("ssh2")).default;
}

/** Logs in; the caller closes the client. */
export function logIn(
  ssh2: Ssh2,
  login: Login,
  agent: BaseAgent<ParsedKey> | undefined,
  sock: Duplex,
): Promise<Client> {
  const methods = authMethods(login, agent);
  const client = new ssh2.Client();
  return new Promise((resolve, reject) => {
    let denied = false;
    const deny = (): void => {
      denied = true;
    };
    client.on("ready", () => resolve(client));
    client.on("error", (error) => {
      client.destroy();
      reject(new ProvisionFailure(`ssh: handshake failed: ${wordsOf(error, denied, methods)}`));
    });
    client.on("close", () => reject(new ProvisionFailure("ssh: handshake failed: EOF")));
    client.connect({
      sock,
      username: login.user,
      // Time is the caller's.
      readyTimeout: 0,
      keepaliveInterval: 0,
      ...(login.hostKey === undefined ? {} : hostKeyRules(login.hostKey, deny)),
      authHandler: methods,
    });
  });
}

/** In the order of Terraform: a key, a password, the agent's keys. */
function authMethods(
  { user: username, privateKey, password }: Login,
  agent: BaseAgent<ParsedKey> | undefined,
): AnyAuthMethod[] {
  const methods: AnyAuthMethod[] = [{ type: "none", username }];
  if (privateKey !== undefined) methods.push({ type: "publickey", username, key: privateKey });
  if (password !== undefined) {
    methods.push({ type: "password", username, password });
    methods.push({
      type: "keyboard-interactive",
      username,
      prompt: (_name, _instructions, _lang, prompts, finish) => finish(prompts.map(() => password)),
    });
  }
  if (agent !== undefined) methods.push({ type: "agent", username, agent });
  return methods;
}

/** Of a key of the first kind there are signatures of all these. */
const RSA: ServerHostKeyAlgorithm[] = ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"];
const ELLIPTIC: readonly ServerHostKeyAlgorithm[] = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
];

/** The machine must show this key, and is asked for one of its kind. */
function hostKeyRules(line: string, deny: () => void): Pick<ConnectConfig, "algorithms" | "hostVerifier"> {
  const [kind = "", key = ""] = line.trim().split(/\s+/);
  return {
    algorithms: { serverHostKey: kind === "ssh-rsa" ? RSA : ELLIPTIC.filter((one) => one === kind) },
    hostVerifier: (shown: Buffer) => {
      const same = shown.toString("base64") === key;
      if (!same) deny();
      return same;
    },
  };
}

function wordsOf(
  error: Error & { level?: string },
  denied: boolean,
  methods: readonly AnyAuthMethod[],
): string {
  if (denied || /no matching host key/i.test(error.message)) return "knownhosts: key mismatch";
  if (error.level === "client-authentication") {
    const tried = new Set(methods.map(({ type }) => (type === "agent" ? "publickey" : type)));
    return `ssh: unable to authenticate, attempted methods [${[...tried].join(" ")}], no supported methods remain`;
  }
  return error.message;
}

/** Why a private key cannot be used; undefined for one that can. */
export function keyMistake(ssh2: Ssh2, privateKey: string | undefined): string | undefined {
  if (privateKey === undefined) return undefined;
  const parsed = ssh2.utils.parseKey(privateKey);
  if (!(parsed instanceof Error)) return undefined;
  return /encrypted/i.test(parsed.message)
    ? "Failed to read ssh private key: password protected keys are\nnot supported. Please decrypt the key prior to use."
    : "Failed to read ssh private key: no key found";
}

/** How a command ended. */
export interface Ended {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
}

/** Milliseconds that a command has to end after it was told to. */
const GRACE_MS = 5_000;

export interface ExecOptions {
  readonly onOutput?: (stream: "stdout" | "stderr", data: Uint8Array) => void;
  /** Ends the command on the machine too. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs a command to its end. */
export function execute(
  client: Client,
  clock: Clock,
  command: string,
  { onOutput, signal }: ExecOptions,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error !== undefined) return reject(new ProvisionFailure(error.message));
      let ended: Ended = { exitCode: undefined, signal: undefined };
      const stop = (): void => {
        channel.signal("TERM");
        const timer = clock.after(GRACE_MS, () => client.destroy());
        channel.once("close", () => timer.cancel());
      };
      channel.on("data", (data: Buffer) => onOutput?.("stdout", data));
      channel.stderr.on("data", (data: Buffer) => onOutput?.("stderr", data));
      channel.on("exit", (code: number | null, name?: string) => {
        ended = { exitCode: code ?? undefined, signal: name?.replace(/^SIG/, "") };
      });
      channel.once("close", () => {
        signal?.removeEventListener("abort", stop);
        resolve(ended);
      });
      if (signal?.aborted === true) stop();
      else signal?.addEventListener("abort", stop, { once: true });
    });
  });
}
