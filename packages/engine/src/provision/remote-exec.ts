/** `remote-exec`: scripts that are copied to a machine and run there. */

import type { Value } from "@tutti/values";
import type { Connection } from "./connection.ts";
import { ProvisionFailure } from "./failure.ts";
import { absolutePath, splitTarget, systemWords } from "./local-path.ts";
import { createLines } from "./output-lines.ts";
import { type Copied, copyTo, quoted } from "./scp.ts";
import { openSession, type ProvisionWorld, type Session } from "./session.ts";
import { type Ended, execute } from "./ssh-client.ts";

/** What a provisioner over a connection is given. */
export interface RemoteWork {
  readonly world: ProvisionWorld;
  readonly connection: Connection;
  /** Its arguments, known and without marks. */
  readonly config: Value;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal | undefined;
}

/** Throws `ProvisionFailure`. */
export async function remoteExec({ world, connection, config, say, signal }: RemoteWork): Promise<void> {
  const scripts = await readScripts(world, config);
  const session = await openSession(world, connection, say, signal);
  try {
    for (const script of scripts) await runScript(session, script, { world, connection, say, signal });
  } finally {
    session.close();
  }
}

async function readScripts(world: ProvisionWorld, config: Value): Promise<readonly Uint8Array[]> {
  const { inline, script, scripts } = Object.fromEntries(config.asEntries);
  if (inline?.isKnown === true) {
    const lines = inline.asItems.map((line) => textOf(line));
    return [new TextEncoder().encode(lines.map((line) => `${line}\n`).join(""))];
  }
  const paths = scripts?.isKnown === true ? scripts.asItems : script === undefined ? [] : [script];
  const found: Uint8Array[] = [];
  for (const path of paths) {
    const name = textOf(path);
    const pieces: Uint8Array[] = [];
    try {
      for await (const piece of world.disk.readPieces(absolutePath(world, name))) pieces.push(piece.slice());
    } catch (error) {
      throw new ProvisionFailure(`Failed to open script '${name}': open ${name}: ${systemWords(error)}`);
    }
    found.push(Buffer.concat(pieces));
  }
  return found;
}

function textOf(value: Value): string {
  if (!value.isKnown) throw new ProvisionFailure("invalid null string in 'scripts'");
  if (value.asString === "") throw new ProvisionFailure("invalid empty string in 'scripts'");
  return value.asString;
}

const RANDOM_MAX = 2 ** 31;
const SHEBANG = "#!/bin/sh\n";

async function runScript(
  { client }: Session,
  script: Uint8Array,
  { world, connection, say, signal }: Omit<RemoteWork, "config">,
): Promise<void> {
  const { clock, random } = world;
  const number = String(random.integer(RANDOM_MAX));
  const path = connection.scriptPath.replaceAll("%RAND%", number);
  const unix = connection.platform === "unix";
  if (script.length === 0) throw new ProvisionFailure("Failed to upload script: Error reading script: EOF");
  const begins = new TextDecoder().decode(script.subarray(0, 2));
  const head = unix && begins !== "#!" ? new TextEncoder().encode(SHEBANG) : new Uint8Array();
  const put = (content: Uint8Array): Promise<void> => {
    const { folder, name } = splitTarget(path);
    const file: Copied = { kind: "file", name, size: content.length, pieces: [content] };
    return copyTo(client, folder, [file], false);
  };
  await put(Buffer.concat([head, script])).catch((error: Error) => {
    throw new ProvisionFailure(`Failed to upload script: ${error.message}`);
  });
  if (unix) {
    const { exitCode } = await execute(client, clock, `chmod 0777 ${quoted(path)}`, {});
    if (exitCode !== 0)
      throw new ProvisionFailure(`Error chmodding script file to 0777 in remote machine: ${path}`);
  }
  const mark = `pid of ${number}: `;
  let pid: string | undefined;
  // Servers pass no signals on to what root runs. With all that it has started, where it leads a group of processes.
  const kill = (): void => {
    if (pid !== undefined && signal?.aborted === true)
      client.exec(`kill -TERM -- -${pid} || kill -TERM ${pid}`, (_error, other) => other?.resume());
  };
  const tell = (line: string): void => {
    if (pid === undefined && line.startsWith(mark)) {
      pid = line.slice(mark.length);
      kill();
    } else say(line);
  };
  const lines = { stdout: createLines(tell), stderr: createLines(say) };
  const command = unix ? `sh -c 'echo "${mark}$$"; exec "$0"' ${quoted(path)}` : path;
  signal?.addEventListener("abort", kill, { once: true });
  const ended = await execute(client, clock, command, {
    signal,
    onOutput: (stream, data) => lines[stream].add(data),
  });
  signal?.removeEventListener("abort", kill);
  lines.stdout.end();
  lines.stderr.end();
  if (signal?.aborted === true) throw new ProvisionFailure(`error executing "${path}": interrupted`);
  // What the script holds may be secret: nothing of it stays on the machine.
  await put(new Uint8Array()).catch(() => undefined);
  if (ended.exitCode === 0) return;
  throw new ProvisionFailure(`error executing "${path}": ${howItEnded(ended)}`);
}

const SIGNALS: Readonly<Record<string, number>> = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  ILL: 4,
  ABRT: 6,
  FPE: 8,
  KILL: 9,
  SEGV: 11,
  PIPE: 13,
  ALRM: 14,
  TERM: 15,
};

function howItEnded({ exitCode, signal }: Ended): string {
  if (exitCode !== undefined) return `Process exited with status ${exitCode}`;
  if (signal === undefined) return "wait: remote command exited without exit status or exit signal";
  return `Process exited with status ${128 + (SIGNALS[signal] ?? 0)} from signal ${signal}`;
}
