/** The first line that a plugin writes: where it listens, and what it speaks. */

import type { ConnectTarget } from "@tutti/runtime";

/** What a plugin said of itself. */
export interface Handshake {
  readonly target: ConnectTarget;
  readonly protocol: ProtocolVersion;
  /** PEM; undefined where it speaks without TLS. */
  readonly certificate: string | undefined;
}

/** The major versions of the plugin protocol. */
export type ProtocolVersion = 5 | 6;

/** A program that is started without this says what it is, and ends. */
export const MAGIC_COOKIE = {
  name: "TF_PLUGIN_MAGIC_COOKIE",
  value: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
} as const;

/** The version of the handshake itself. */
const CORE_VERSION = "1";
/** A handshake is a few hundred bytes, with a certificate two thousand. */
export const HANDSHAKE_SIZE_MAX = 64 << 10;

/** Reads `1|6|unix|/tmp/plugin1|grpc|CERTIFICATE`, or says why the line is none. */
export function parseHandshake(line: string): Handshake | { readonly wrong: string } {
  const [core, version, network, address, kind = "netrpc", certificate = ""] = line.trim().split("|");
  if (core === undefined || address === undefined || network === undefined)
    return { wrong: `its first line is no handshake: ${JSON.stringify(line)}` };
  if (core !== CORE_VERSION)
    return { wrong: `it speaks version ${JSON.stringify(core)} of the handshake, and not ${CORE_VERSION}` };
  if (kind !== "grpc") return { wrong: `it speaks ${JSON.stringify(kind)}, and not grpc` };
  const protocol = Number(version);
  if (protocol !== 5 && protocol !== 6)
    return { wrong: `it speaks version ${JSON.stringify(version)} of the plugin protocol, and not 5 or 6` };
  const target = targetOf(network, address);
  if (target === undefined) return { wrong: `it listens at ${JSON.stringify(`${network}|${address}`)}` };
  return { target, protocol, certificate: certificate === "" ? undefined : pemOf(certificate) };
}

/** `unix` and a path, or `tcp`, a host and a port. */
export function targetOf(network: string, address: string): ConnectTarget | undefined {
  if (network === "unix") return address === "" ? undefined : { socketPath: address };
  const parts = network === "tcp" ? /^\[?([^\]]+?)\]?:(\d{1,5})$/.exec(address) : null;
  const [, host, port] = parts ?? [];
  return host === undefined || Number(port) > 0xffff ? undefined : { host, port: Number(port) };
}

const PEM_LINE = /.{1,64}/g;

/** They leave out the padding, without which no certificate is found. */
function pemOf(base64: string): string {
  const padded = base64.padEnd(Math.ceil(base64.length / 4) * 4, "=");
  const lines = padded.match(PEM_LINE) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
