import { type Disk, fromUnknown } from "@tutti/runtime";
import type { HttpConfig } from "../agent-config.ts";

/** Who owns a socket; what is undefined stays as it is. */
export interface SocketOwner {
  readonly uid?: number;
  readonly gid?: number;
}

const USERS = "/etc/passwd";

/**
 * The owner that `unix_sockets` asks for. A user is a number or a name, which is
 * looked for among this machine's own users (passwd(5)): what only a directory
 * service knows is to be given as a number.
 */
export async function socketOwner(config: HttpConfig, disk: Disk): Promise<SocketOwner> {
  const { socketUser: user, socketGroup: gid } = config;
  const group = gid === undefined ? {} : { gid };
  if (user === undefined) return group;
  const uid = /^[+-]?\d+$/.test(user) ? Number(user) : await numberOf(user, disk);
  if (uid === undefined) {
    throw new Error(
      `Failed setting up socket: failed to look up user ${user}: user: unknown user ${user}. Name one of ${USERS}, or give its number in unix_sockets.user`,
    );
  }
  return { uid, ...group };
}

/** Whoever is not root can give nothing away. */
export async function giveSocket(path: string, owner: SocketOwner, disk: Disk): Promise<void> {
  if (owner.uid === undefined && owner.gid === undefined) return;
  try {
    await disk.setOwner(path, owner);
  } catch (error) {
    throw new Error(
      `Failed setting up socket: failed setting ownership of ${path}: ${fromUnknown(error, "chown").message}. Start the agent as root, or leave out unix_sockets.user and unix_sockets.group`,
    );
  }
}

async function numberOf(name: string, disk: Disk): Promise<number | undefined> {
  const users = (await disk.stat(USERS)) === undefined ? "" : await disk.readText(USERS);
  const line = users.split("\n").find((entry) => entry.startsWith(`${name}:`));
  const uid = line?.split(":")[2];
  return uid === undefined || !/^\d+$/.test(uid) ? undefined : Number(uid);
}
