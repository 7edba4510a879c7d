import { join } from "node:path";
import type { Runtime } from "@tutti/runtime";
import type { ConnectionSettings } from "./connection-settings.ts";

/** Whom a password is for. */
type PasswordOwner = Pick<ConnectionSettings, "host" | "port" | "database" | "user">;

/** A file that others may read is passed over, as PostgreSQL's own programs do. */
const OTHERS = 0o077;

/** The password of that file or `~/.pgpass`; "" where none is there. */
export async function passwordOfFile(
  { disk, environment }: Pick<Runtime, "disk" | "environment">,
  owner: PasswordOwner & Pick<ConnectionSettings, "passwordFile">,
): Promise<string> {
  const path = owner.passwordFile || join(environment.home, ".pgpass");
  const stat = await disk.stat(path);
  if (stat === undefined || stat.kind !== "file" || (stat.mode & OTHERS) !== 0) return "";
  return findPassword(await disk.readText(path), owner);
}

/** The first line that fits: `HOST:PORT:DATABASE:USER:PASSWORD`, `*` for any, `\` before a colon or itself. */
export function findPassword(text: string, { host, port, database, user }: PasswordOwner): string {
  const wanted = [host.startsWith("/") ? "localhost" : host, String(port), database, user];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith("#")) continue;
    const fields = [...line.matchAll(/((?:\\.|[^:\\])*)(?::|$)/g)].map(([, field = ""]) =>
      field.replace(/\\(.)/g, "$1"),
    );
    const password = fields[wanted.length];
    if (password !== undefined && wanted.every((part, at) => fields[at] === "*" || fields[at] === part))
      return password;
  }
  return "";
}
