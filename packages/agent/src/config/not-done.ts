import { IGNORED_KEYS } from "./ignored-keys.ts";
import { askedOf } from "./nothing-asked.ts";
import { REFUSED_KEYS } from "./refused-keys.ts";
import { type Settings, valueAt } from "./settings.ts";

/** What was given, decoded and merged. */
type Given = Readonly<Record<string, unknown>>;

/** One sentence for each key that this version does not do and that must not be taken silently. */
export function refusedKeys(
  given: Given,
  settings: Settings,
  ownAddresses: readonly string[],
): readonly string[] {
  const own = new Set([...ownAddresses, ...LOOPBACK]);
  const out: string[] = [];
  for (const { keys, why, instead } of REFUSED_KEYS) {
    for (const path of askedOf(keys, given)) {
      if (JOINS.has(path) && joinsOnly(valueAt(given, path), own)) continue;
      out.push(`${path} cannot be done: ${why}; ${instead}`);
    }
  }
  return [...out, ...clusterRefusals(settings)];
}

/** Keys that do something, with values that would take more than one server. */
function clusterRefusals(settings: Settings): readonly string[] {
  const out: string[] = [];
  const expect = settings.get("bootstrap_expect") ?? 0;
  if (expect > 1) {
    out.push(
      `bootstrap_expect = ${expect} cannot be done: this version runs one server that knows no others, and would never have that many; set it to 1`,
    );
  }
  const datacenter = (settings.get("datacenter") ?? "dc1").toLowerCase();
  for (const key of ["primary_datacenter", "acl_datacenter"] as const) {
    const primary = (settings.get(key) ?? datacenter).toLowerCase();
    if (primary === datacenter) continue;
    out.push(
      `${key} = ${JSON.stringify(primary)} cannot be done: tokens and policies of another datacenter do not reach this one; remove it, or set it to ${JSON.stringify(datacenter)}`,
    );
  }
  return out;
}

const JOINS: ReadonlySet<string> = new Set(["start_join", "start_join_wan", "retry_join", "retry_join_wan"]);
const LOOPBACK = ["127.0.0.1", "::1", "localhost"];

function joinsOnly(addresses: unknown, own: ReadonlySet<string>): boolean {
  return Array.isArray(addresses) && addresses.every((one) => own.has(hostOf(String(one))));
}

/** `10.0.0.1:8301`, `[::1]:8301`, `::1`. */
function hostOf(address: string): string {
  const bracketed = /^\[(.*)\](?::\d+)?$/.exec(address)?.[1];
  return bracketed ?? address.replace(/^([^:]*):\d+$/, "$1");
}

/** A line for each key that was given, that asks for something, and of which nothing follows. */
export function ignoredKeys(given: Given): readonly string[] {
  const out: string[] = [];
  for (const { keys, why, moot, askedBy } of IGNORED_KEYS) {
    if (moot === true) continue;
    const asked =
      askedBy === undefined
        ? askedOf(keys, given)
        : Object.keys(keys).filter((path) => valueAt(given, path) === askedBy);
    for (const path of asked) out.push(`${path} is accepted, but has no effect in this version: ${why}`);
  }
  return out;
}
