import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A PostgreSQL of our own in a folder of its own, reached by a socket of the file system: no port is taken. */
export interface PostgresServer {
  /** The folder of the socket: what is called `host`. */
  readonly host: string;
  /** Its superuser, who needs a password. */
  readonly user: string;
  readonly password: string;
  stop(): Promise<void>;
}

const DEBIAN = "/usr/lib/postgresql";
const PASSWORD = "p@ss:word/1";

/** The folder with `initdb` and `postgres`; undefined where there is none, and then nothing can be tested. */
export function findPostgres(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).toSorted((a, b) => Number(b) - Number(a)) : [];
  const folders = versions.map((version) => join(DEBIAN, version, "bin"));
  return folders.find((folder) => existsSync(join(folder, "initdb")));
}

/** Who may run it: root may not, so it is whom Debian made for it. */
function owner(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const [, , uid, gid] = readFileSync("/etc/passwd", "utf8").match(/^postgres:([^:]*):(\d+):(\d+):/m) ?? [];
  return uid === undefined || gid === undefined ? {} : { uid: Number(uid), gid: Number(gid) };
}

/** Makes a cluster, and starts it; takes a second or two. */
export async function startPostgres(): Promise<PostgresServer> {
  const programs = findPostgres();
  if (programs === undefined) throw new Error("there is no PostgreSQL here");
  const folder = mkdtempSync(join(tmpdir(), "tutti-pg-"));
  const as = owner();
  if (as.uid !== undefined && as.gid !== undefined) chownSync(folder, as.uid, as.gid);
  const passwords = join(folder, "password");
  writeFileSync(passwords, PASSWORD, { mode: 0o644 });
  const data = join(folder, "data");
  const made = spawnSync(
    join(programs, "initdb"),
    [
      "-D",
      data,
      "-U",
      "tutti",
      "-A",
      "scram-sha-256",
      `--pwfile=${passwords}`,
      "-E",
      "UTF8",
      "--locale=C",
      "--no-sync",
    ],
    { ...as, cwd: folder, encoding: "utf8" },
  );
  if (made.status !== 0) throw new Error(made.stderr);
  const settings = {
    listen_addresses: "",
    unix_socket_directories: folder,
    fsync: "off",
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = spawn(join(programs, "postgres"), ["-D", data, ...options], { ...as, cwd: folder });
  let log = "";
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      log += text;
      if (log.includes("ready to accept connections")) resolve();
    });
    child.once("exit", () => reject(new Error(log)));
  });
  return {
    host: folder,
    user: "tutti",
    password: PASSWORD,
    stop: () => ended(child).then(() => rmSync(folder, { recursive: true, force: true })),
  };
}

/** At once: nothing in it is wanted any more. */
function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.removeAllListeners("exit");
    child.once("exit", () => resolve());
    child.kill("SIGQUIT");
  });
}
