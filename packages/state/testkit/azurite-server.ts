import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Azurite's Blob service on a port of its own; it checks signatures. */
export interface AzuriteServer {
  /** With the account in the path, as Azurite has it. */
  readonly endpoint: URL;
  readonly account: string;
  /** Base64. */
  readonly key: string;
  stop(): Promise<void>;
}

/** `npm test` installs it there: with 206 MB it is too much for everybody who develops. */
const FOLDER = fileURLToPath(new URL("../../../build/azurite", import.meta.url));
const PROGRAM = join(FOLDER, "node_modules", "azurite", "dist", "src", "blob", "main.js");
/** The account that Azurite has from the start. */
const ACCOUNT = "devstoreaccount1";
const KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/** Its program; undefined where it is not installed, and then nothing can be tested. */
export function findAzurite(): string | undefined {
  return existsSync(PROGRAM) ? PROGRAM : undefined;
}

export async function startAzurite(): Promise<AzuriteServer> {
  const child = spawn(
    process.execPath,
    [PROGRAM, "--blobPort", "0", "--inMemoryPersistence", "--disableTelemetry", "--silent"],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let said = "";
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      const [, found] = /successfully listens on http:\/\/127\.0\.0\.1:(\d+)/.exec(said) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    child.once("exit", () => reject(new Error(said)));
  });
  return {
    endpoint: new URL(`http://127.0.0.1:${port}/${ACCOUNT}`),
    account: ACCOUNT,
    key: KEY,
    stop: () => ended(child),
  };
}

/** At once: nothing in it is wanted any more. */
function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.removeAllListeners("exit");
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}
