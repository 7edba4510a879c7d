import type { ErrorKind } from "@tutti/errors";
import { openFailure } from "@tutti/runtime";
import type { CommandContext } from "../../command/command.ts";
import { boolFlag, type FlagValues, listFlag, numberFlag, textFlag } from "../../command/flags.ts";
import { commandError } from "../errors.ts";
import { localCommand } from "../usage/local-command.ts";

/** Keys are for their owner alone. (Consul 1.9 let everybody read them.) */
const KEY_MODE = 0o600;
const CERTIFICATE_MODE = 0o644;
const AUTHORITY_DAYS = 1825;
const LEAF_DAYS = 365;
const SERIAL_SIZE = 16;

export const createCa = localCommand({
  summary: "Create a new consul CA",
  usage: "tls ca create [options]",
  flags: {
    "additional-name-constraint": listFlag(),
    days: numberFlag(AUTHORITY_DAYS),
    domain: textFlag("consul"),
    "name-constraint": boolFlag(),
  },
  async run(context) {
    const { flags } = context;
    const { disk, clock, random } = context.runtime;
    const certificatePath = `${flags.domain}-agent-ca.pem`;
    const keyPath = `${flags.domain}-agent-ca-key.pem`;
    for (const path of [certificatePath, keyPath]) {
      if ((await disk.stat(path)) !== undefined)
        return fail(context, commandError("certificate-file-exists", path));
    }
    const { createAuthority } = await import("./certificate.ts");
    const serial = random.bytes(SERIAL_SIZE);
    const constrained = flags["name-constraint"]
      ? [...flags["additional-name-constraint"], flags.domain, "localhost"]
      : [];
    const validity = { fromMs: clock.now(), days: flags.days, serial };
    const made = await createAuthority(`Tutti Agent CA ${hex(serial)}`, validity, constrained);
    await savePair(context, { certificatePath, keyPath }, made);
    return 0;
  },
});

const SERVER_WARNING = `==> WARNING: Server Certificates grants authority to become a
    server and access all state in the cluster including root keys
    and all ACL tokens. Do not distribute them to production hosts
    that are not server nodes. Store them as securely as CA keys.
`;

const certFlags = {
  "additional-dnsname": listFlag(),
  "additional-ipaddress": listFlag(),
  ca: textFlag("#DOMAIN#-agent-ca.pem"),
  cli: boolFlag(),
  client: boolFlag(),
  days: numberFlag(LEAF_DAYS),
  dc: textFlag("dc1"),
  domain: textFlag("consul"),
  key: textFlag("#DOMAIN#-agent-ca-key.pem"),
  node: textFlag(),
  server: boolFlag(),
};

export const createCert = localCommand({
  summary: "Create a new certificate",
  usage: "tls cert create [options]",
  flags: certFlags,
  async run(context) {
    const { flags } = context;
    const kinds = (["server", "client", "cli"] as const).filter((kind) => flags[kind]);
    const [kind] = kinds;
    if (kind === undefined || kinds.length > 1)
      return fail(context, commandError("certificate-kind-missing"));
    if (flags.node !== "" && kind !== "server")
      return fail(context, commandError("node-flag-without-server-flag"));
    const authorityPaths = [flags.ca, flags.key].map((path) => path.replace("#DOMAIN#", flags.domain));
    const authority: string[] = [];
    for (const path of authorityPaths) {
      try {
        authority.push(await context.runtime.disk.readText(path));
      } catch (error) {
        const what = authority.length === 0 ? "CA" : "CA key";
        return fail(context, commandError("certificate-file-unreadable", what, openFailure(error, path)));
      }
    }
    const [certificate = "", key = ""] = authority;
    return writeLeaf(context, flags, kind, { certificate, key }, authorityPaths.join(" and "));
  },
});

async function writeLeaf(
  context: CommandContext,
  flags: FlagValues<typeof certFlags>,
  kind: "server" | "client" | "cli",
  authority: { readonly certificate: string; readonly key: string },
  shownPaths: string,
): Promise<number> {
  const { clock, random } = context.runtime;
  const base = await freeName(context, `${flags.dc}-${kind}-${flags.domain}`);
  if (base === undefined) return fail(context, commandError("too-many-certificates"));
  const host = `${kind}.${flags.dc}.${flags.domain}`;
  const node = flags.node === "" ? [] : [`${flags.node}.${host}`];
  const ips = kind === "cli" ? [] : ["127.0.0.1"];
  const { parseIp } = await import("@tutti/agent");
  const ipAddresses = [...flags["additional-ipaddress"], ...ips];
  if (ipAddresses.some((text) => parseIp(text) === undefined))
    return fail(context, commandError("additional-address-invalid"));
  const names = {
    commonName: host,
    dnsNames: [...flags["additional-dnsname"], ...node, host, "localhost"],
    ipAddresses,
  };
  const { createLeaf } = await import("./certificate.ts");
  let made: Awaited<ReturnType<typeof createLeaf>>;
  try {
    made = await createLeaf(authority, names, {
      fromMs: clock.now(),
      days: flags.days,
      serial: random.bytes(SERIAL_SIZE),
    });
  } catch {
    return fail(context, commandError("certificate-and-key-do-not-fit", shownPaths));
  }
  if (kind === "server") context.stdout.write(SERVER_WARNING);
  context.stdout.write(`==> Using ${shownPaths}\n`);
  await savePair(context, { certificatePath: `${base}.pem`, keyPath: `${base}-key.pem` }, made);
  return 0;
}

/** Both or none: a certificate without its key is of no use, and would keep the command from being given again. */
async function savePair(
  context: CommandContext,
  paths: { readonly certificatePath: string; readonly keyPath: string },
  made: { readonly certificate: string; readonly key: string },
): Promise<void> {
  const { disk } = context.runtime;
  await disk.createExclusive(paths.certificatePath, made.certificate, { mode: CERTIFICATE_MODE });
  try {
    await disk.createExclusive(paths.keyPath, made.key, { mode: KEY_MODE });
  } catch (error) {
    await disk.remove(paths.certificatePath);
    throw error;
  }
  for (const path of Object.values(paths)) context.stdout.write(`==> Saved ${path}\n`);
}

const FILES_MAX = 10_000;

async function freeName(context: CommandContext, prefix: string): Promise<string | undefined> {
  const { disk } = context.runtime;
  for (let n = 0; n < FILES_MAX; n++) {
    const base = `${prefix}-${n}`;
    if ((await disk.stat(`${base}.pem`)) === undefined && (await disk.stat(`${base}-key.pem`)) === undefined)
      return base;
  }
  return undefined;
}

function fail({ stderr }: CommandContext, kind: ErrorKind): number {
  return stderr.error(kind);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
