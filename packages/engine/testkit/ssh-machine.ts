/** A machine that is reached over SSH: `ssh2`'s own server on a network of the runtime, with a disk in memory. */

import type { Network } from "@tutti/runtime";
import ssh2, { type AuthContext, type ServerChannel, type Session } from "ssh2";
import { duplexOf } from "../src/provision/duplex.ts";

/** One that `ssh2` reads again: of 270 that it makes one has a number with a zero in front, which it cuts off. */
function keyPair(
  options: Parameters<typeof ssh2.utils.generateKeyPairSync>[1],
  passphrase?: string,
): ReturnType<typeof ssh2.utils.generateKeyPairSync> {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync("ed25519", options);
    if (!(ssh2.utils.parseKey(pair.private, passphrase) instanceof Error)) return pair;
  }
}

/** Two pairs of keys, and one that is protected; made once, of no worth. */
export const KEYS = {
  user: keyPair({ comment: "the user's" }),
  other: keyPair({ comment: "another" }),
  host: keyPair({}),
  protected: keyPair({ passphrase: "p", cipher: "aes256-ctr", rounds: 1 }, "p"),
};

/** What a command on the machine says, and how it ends. */
interface Answer {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly exitCode?: number;
  /** It goes on until it is told to end. */
  readonly endless?: true;
  readonly diesOf?: string;
}

export interface MachineOptions {
  readonly user?: string;
  readonly password?: string;
  /** It passes no signals on, as OpenSSH does not to what root runs. */
  readonly deaf?: true;
  /** It does not take `scp`. */
  readonly withoutScp?: true;
  /** Folders that are there, beside `/tmp`. */
  readonly folders?: readonly string[];
  /** What a script does that was copied and is run; by its text. */
  readonly run?: (script: string) => Answer;
}

function isKnown(context: AuthContext, password: string | undefined): boolean {
  if (context.method === "password") return password !== undefined && context.password === password;
  const key = ssh2.utils.parseKey(KEYS.user.public);
  if (key instanceof Error || context.method !== "publickey") return false;
  return context.key.data.equals(key.getPublicSSH());
}

export class SshMachine {
  /** Files on it, by path; folders end with a slash. */
  readonly files = new Map<string, string>();
  /** Commands, in the order in which they came; logins as `login USER METHOD`, signals as `signal NAME`. */
  readonly heard: string[] = [];
  /** Public keys that were offered to it, as `KEYS` has them without their comments. */
  readonly offered: string[] = [];
  readonly #options: MachineOptions;
  /** Ends what goes on. */
  #kill: (() => void) | undefined;

  constructor(options: MachineOptions = {}) {
    this.#options = options;
    for (const folder of ["/tmp/", ...(options.folders ?? [])]) this.files.set(folder, "");
  }

  /** Waits for connections on the network that is given. */
  async listen(network: Network, port: number, host = "0.0.0.0"): Promise<void> {
    const server = new ssh2.Server({ hostKeys: [KEYS.host.private] }, (client) => {
      client.on("error", () => undefined);
      client.on("authentication", (context) => this.#authenticate(context));
      client.on("ready", () => {
        client.on("session", (accept) => this.#session(accept()));
        client.on("tcpip", (accept, reject, { destIP, destPort }) => {
          this.heard.push(`forward ${destIP}:${destPort}`);
          network.connect({ host: destIP, port: destPort }).then(
            (connection) => {
              const stream = duplexOf(connection);
              stream.on("error", () => undefined);
              const channel = accept();
              channel.pipe(stream).pipe(channel);
            },
            () => reject(),
          );
        });
      });
    });
    await network.listen({ host, port }, (connection) => {
      const stream = duplexOf(connection);
      stream.on("error", () => undefined);
      // The server asks of a socket nothing that a stream has not.
      server.injectSocket(stream as never);
    });
  }

  #authenticate(context: AuthContext): void {
    const { user = "root", password } = this.#options;
    const allow = (): void => {
      if (context.method !== "publickey" || context.signature !== undefined)
        this.heard.push(`login ${context.username} ${context.method}`);
      context.accept();
    };
    if (context.method === "publickey" && context.signature === undefined)
      this.offered.push(`${context.key.algo} ${context.key.data.toString("base64")}`);
    if (context.username === user && isKnown(context, password)) allow();
    else context.reject();
  }

  #session(session: Session): void {
    session.on("exec", (accept, _reject, { command }) => {
      const run = /^sh -c 'echo "(pid of \d+: )\$\$"; exec "\$0"' (\S+)$/.exec(command);
      const said = run === null ? command : `run ${run[2]}`;
      this.heard.push(said.replace(/terraform_\d+/, "terraform_N"));
      const channel = accept();
      if (run !== null) channel.write(`${run[1]}4711\n`);
      if (command.startsWith("kill ")) this.#kill?.();
      const folder = /^scp -r?vt (\S+)$/.exec(command)?.[1];
      if (folder !== undefined) this.#receive(channel, folder.replaceAll("'", ""));
      else this.#answer(session, channel, run?.[2] ?? "");
    });
  }

  #answer(session: Session, channel: ServerChannel, command: string): void {
    const script = this.files.get(command);
    if (script === undefined) {
      channel.exit(0);
      channel.end();
      return;
    }
    const answer = this.#options.run?.(script) ?? {};
    channel.write(answer.stdout ?? "");
    channel.stderr.write(answer.stderr ?? "");
    const end = (): void => {
      if (answer.diesOf === undefined) channel.exit(answer.exitCode ?? 0);
      else channel.exit(answer.diesOf);
      channel.end();
    };
    if (answer.endless === undefined) end();
    this.#kill = end;
    session.on("signal", (_accept, _reject, { name }) => {
      this.heard.push(`signal ${name}`);
      if (this.#options.deaf !== true) end();
    });
  }

  /** The other side of `scp`. */
  #receive(channel: ServerChannel, target: string): void {
    if (this.#options.withoutScp === true) {
      channel.exit(127);
      channel.end();
      return;
    }
    const at = `${target.replace(/\/+$/, "")}/`;
    const path = [this.files.has(at) ? at : undefined];
    const parent = at.replace(/[^/]+\/$/, "");
    if (path[0] === undefined && !this.files.has(parent)) {
      channel.write(`\u0001scp: ${target}: No such file or directory\n`);
      channel.exit(1);
      channel.end();
      return;
    }
    let pending = Buffer.alloc(0);
    let file: { readonly path: string; readonly size: number } | undefined;
    const ok = (): void => void channel.write(Buffer.from([0]));
    const step = (): boolean => {
      if (file !== undefined) {
        if (pending.length < file.size + 1) return false;
        this.files.set(file.path, pending.subarray(0, file.size).toString());
        pending = pending.subarray(file.size + 1);
        file = undefined;
        ok();
        return true;
      }
      const end = pending.indexOf(0x0a);
      if (end < 0) return false;
      const line = pending.subarray(0, end).toString();
      pending = pending.subarray(end + 1);
      const [head = "", size = "", ...rest] = line.split(" ");
      const here = path.at(-1);
      const name = rest.join(" ");
      // A target that is not there becomes what is copied.
      const full = here === undefined ? at.slice(0, -1) : here + name;
      if (head.startsWith("C")) file = { path: full, size: Number(size) };
      else if (head.startsWith("D")) {
        path.push(`${full}/`);
        this.files.set(`${full}/`, "");
      } else if (head === "E") path.pop();
      ok();
      return true;
    };
    ok();
    channel.on("data", (data: Buffer) => {
      pending = Buffer.concat([pending, data]);
      while (step());
    });
    channel.on("end", () => {
      channel.exit(0);
      channel.end();
    });
  }
}

/** An agent with both keys, the other one first; `signed` gets the comment of each that is asked to sign. */
export async function serveAgent(network: Network, socketPath: string, signed: string[]): Promise<void> {
  const keys = [KEYS.other, KEYS.user].flatMap(({ private: text }) => {
    const key = ssh2.utils.parseKey(text);
    return key instanceof Error ? [] : [key];
  });
  await network.listen({ socketPath }, (connection) => {
    const protocol = new ssh2.AgentProtocol(false);
    const stream = duplexOf(connection);
    stream.on("error", () => undefined);
    protocol.on("identities", (request) => protocol.getIdentitiesReply(request, keys));
    protocol.on("sign", (request, wanted, data, options) => {
      const key = keys.find((one) => one.getPublicSSH().equals(wanted.getPublicSSH()));
      if (key === undefined) return void protocol.failureReply(request);
      signed.push(key.comment);
      const made = key.sign(data, options.hash);
      if (made instanceof Error) protocol.failureReply(request);
      else protocol.signReply(request, made);
    });
    protocol.pipe(stream).pipe(protocol);
  });
}
