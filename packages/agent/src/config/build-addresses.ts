import { type Outcome, Refusal, refuse } from "@tutti/server";
import type { AgentConfig } from "../agent-config.ts";
import { parseIp } from "../dns/ip.ts";
import { agentError } from "../errors.ts";
import { expandAddresses, type Interfaces, isPrivate } from "./address-template.ts";
import type { Settings } from "./settings.ts";
import type { WorkingKey } from "./working-keys.ts";

/** Where the agent listens, and what it calls itself by. */
export type BuiltAddresses = Pick<
  AgentConfig,
  | "bindAddress"
  | "advertiseAddress"
  | "advertiseAddressWan"
  | "taggedAddresses"
  | "httpAddresses"
  | "httpsAddresses"
  | "dnsAddresses"
> & { readonly clientAddresses: readonly string[] };

type AddressKey = Extract<
  WorkingKey,
  "bind_addr" | "client_addr" | `advertise_addr${string}` | `addresses.${string}`
>;

/** All addresses of the configuration, checked; or the first that is wrong. */
export function buildAddresses(given: Settings, interfaces: Interfaces): Outcome<BuiltAddresses> {
  const read = new AddressReader(given, interfaces);
  const bindAddress = read.one("bind_addr") ?? "0.0.0.0";
  const advertiseAddress = read.one("advertise_addr") ?? advertised(bindAddress, interfaces);
  const advertiseAddressWan = read.one("advertise_addr_wan") ?? advertiseAddress;
  // Whoever says that there is none is asked by nobody.
  const clientAddresses = read.many("client_addr") ?? (given.said("client_addr") === "" ? [] : ["127.0.0.1"]);
  const built = {
    bindAddress,
    advertiseAddress,
    advertiseAddressWan,
    taggedAddresses: { ...familyAddresses(read), ...given.get("tagged_addresses") },
    clientAddresses,
    httpAddresses: read.many("addresses.http", true) ?? clientAddresses,
    httpsAddresses: read.many("addresses.https", true) ?? clientAddresses,
    dnsAddresses: read.many("addresses.dns") ?? clientAddresses,
  };
  if (isAny(advertiseAddress)) read.note("Advertise address cannot be 0.0.0.0, :: or [::]");
  if (isAny(advertiseAddressWan)) read.note("Advertise WAN address cannot be 0.0.0.0, :: or [::]");
  return read.mistake === undefined ? built : refuse(agentError("agent-addresses-invalid", read.mistake));
}

/** What the node is called by in one family, where that was said. */
function familyAddresses(read: AddressReader): Readonly<Record<string, string>> {
  const out: Record<string, string> = {};
  for (const [key, tag, bytes] of FAMILY_KEYS) {
    const address = read.one(key);
    if (address === undefined) continue;
    if (parseIp(address)?.length === bytes) out[tag] = address;
    else read.note(`${key} must be an ipv${bytes === 4 ? 4 : 6} address`);
  }
  return out;
}

const FAMILY_KEYS = [
  ["advertise_addr_ipv4", "lan_ipv4", 4],
  ["advertise_addr_ipv6", "lan_ipv6", 16],
  ["advertise_addr_wan_ipv4", "wan_ipv4", 4],
  ["advertise_addr_wan_ipv6", "wan_ipv6", 16],
] as const satisfies readonly (readonly [AddressKey, string, number])[];

class AddressReader {
  readonly #given: Settings;
  readonly #interfaces: Interfaces;
  mistake: string | undefined;

  constructor(given: Settings, interfaces: Interfaces) {
    this.#given = given;
    this.#interfaces = interfaces;
  }

  /** The first mistake is the one that is told. */
  note(mistake: string): void {
    this.mistake ??= mistake;
  }

  /** The addresses of a key; undefined where it was not given. */
  many(key: AddressKey, sockets = false): readonly string[] | undefined {
    const text = this.#given.get(key);
    if (text === undefined) return undefined;
    const all = expandAddresses(key, text, this.#interfaces);
    if (all instanceof Refusal) {
      this.note(all.text);
      return [];
    }
    // What a node is called by has a default, where it listens must not be left to one.
    if (all.length === 0 && text !== "" && !key.startsWith("advertise_addr"))
      this.note(`${key}: the template ${text.trim()} finds no address on this machine`);
    for (const address of all) {
      if (parseIp(address) !== undefined || (sockets && address.startsWith("unix://"))) continue;
      this.note(
        address.startsWith("unix://")
          ? `${key === "addresses.dns" ? "DNS address" : key} cannot be a unix socket`
          : `${key}: invalid ip address: ${address}`,
      );
    }
    return all;
  }

  one(key: AddressKey): string | undefined {
    const all = this.many(key);
    if (all !== undefined && all.length > 1)
      this.note(
        key === "bind_addr"
          ? "bind_addr cannot contain multiple addresses. Use 'addresses.{dns,http,https}' instead."
          : `${key}: multiple addresses found: ${all.join(" ")}`,
      );
    return all?.[0];
  }
}

function isAny(address: string): boolean {
  return parseIp(address)?.every((byte) => byte === 0) === true;
}

/** A bound address itself, else the first of this machine that leads outside, private ones before public ones. */
function advertised(bind: string, interfaces: Interfaces): string {
  if (!isAny(bind)) return bind;
  const wanted = parseIp(bind)?.length;
  const outside = interfaces.filter(
    ({ address, internal }) => !internal && parseIp(address)?.length === wanted,
  );
  return outside.find(({ address }) => isPrivate(address))?.address ?? outside[0]?.address ?? "127.0.0.1";
}
