/** `file`: a file, a folder or a text that is copied to a machine. */

import { ProvisionFailure } from "./failure.ts";
import { absolutePath, splitTarget, systemWords } from "./local-path.ts";
import type { RemoteWork } from "./remote-exec.ts";
import { type Copied, copyTo } from "./scp.ts";
import { openSession, type ProvisionWorld } from "./session.ts";

/** Throws `ProvisionFailure`. */
export async function copyFiles({ world, connection, config, signal }: RemoteWork): Promise<void> {
  const { source, content, destination } = Object.fromEntries(config.asEntries);
  const target = destination?.isKnown === true ? destination.asString : "";
  const plan =
    content?.isKnown === true
      ? textTo(target, new TextEncoder().encode(content.asString))
      : await pathTo(world, target, source?.isKnown === true ? source.asString : "");
  // Terraform tells nothing of how it connects to copy.
  const session = await openSession(world, connection, () => undefined, signal);
  const cut = (): void => session.close();
  signal?.addEventListener("abort", cut, { once: true });
  try {
    await copyTo(session.client, plan.folder, plan.items, plan.recursive);
  } catch (error) {
    const why = signal?.aborted === true ? "interrupted" : (error as Error).message;
    throw new ProvisionFailure(`Upload failed: ${why}`);
  } finally {
    signal?.removeEventListener("abort", cut);
    session.close();
  }
}

interface CopyPlan {
  readonly folder: string;
  readonly items: AsyncIterable<Copied> | Iterable<Copied>;
  readonly recursive: boolean;
}

function textTo(target: string, bytes: Uint8Array): CopyPlan {
  const { folder, name } = splitTarget(target);
  return { folder, items: [{ kind: "file", name, size: bytes.length, pieces: [bytes] }], recursive: false };
}

/** A folder is copied into the destination; behind a slash only what is in it. */
async function pathTo(world: ProvisionWorld, target: string, given: string): Promise<CopyPlan> {
  const path = absolutePath(world, given);
  const stat = await world.disk.stat(path).catch((error: unknown) => {
    throw new ProvisionFailure(`stat ${given}: ${systemWords(error)}`);
  });
  if (stat === undefined) throw new ProvisionFailure(`stat ${given}: no such file or directory`);
  if (stat.kind === "directory") {
    const entries = () => entriesOf(world, path);
    const whole: Copied = { kind: "folder", name: splitTarget(path).name, entries };
    return { folder: target, items: path.endsWith("/") ? entries() : [whole], recursive: true };
  }
  const { folder, name } = splitTarget(target);
  const file: Copied = { kind: "file", name, size: stat.size, pieces: world.disk.readPieces(path) };
  return { folder, items: [file], recursive: false };
}

/** Links count as what they lead to. */
async function* entriesOf(world: ProvisionWorld, folder: string): AsyncGenerator<Copied> {
  const names = (await world.disk.list(folder)).map(({ name }) => name).sort();
  for (const name of names) {
    const path = `${folder.replace(/\/+$/, "")}/${name}`;
    const stat = await world.disk.stat(path);
    if (stat?.kind === "directory") yield { kind: "folder", name, entries: () => entriesOf(world, path) };
    else if (stat?.kind === "file")
      yield { kind: "file", name, size: stat.size, pieces: world.disk.readPieces(path) };
  }
}
