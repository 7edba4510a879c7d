import type { Network } from "@tutti/runtime";
import { type Outcome, refuse } from "@tutti/server";
import { parseIp } from "../dns/ip.ts";
import { agentError } from "../errors.ts";

/** The addresses of this machine. */
export type Interfaces = ReturnType<Network["interfaces"]>;

type Find = (interfaces: Interfaces, name: string) => readonly string[];

const outside = (interfaces: Interfaces): Interfaces => interfaces.filter((one) => !one.internal);
const v4 = (addresses: Interfaces): readonly string[] =>
  addresses.map((one) => one.address).filter((address) => parseIp(address)?.length === 4);
const privateOnes: Find = (interfaces) => v4(outside(interfaces)).filter(isPrivate);
const publicOnes: Find = (interfaces) => v4(outside(interfaces)).filter((address) => !isPrivate(address));
const named: Find = (interfaces, name) => v4(interfaces.filter((one) => one.name === name));

/** What may stand in a template, and whether it gives one address or all. */
const FUNCTIONS: ReadonlyMap<
  string,
  { readonly find: Find; readonly many: boolean; readonly takesName: boolean }
> = new Map([
  ["GetPrivateIP", { find: privateOnes, many: false, takesName: false }],
  ["GetPrivateIPs", { find: privateOnes, many: true, takesName: false }],
  ["GetPublicIP", { find: publicOnes, many: false, takesName: false }],
  ["GetPublicIPs", { find: publicOnes, many: true, takesName: false }],
  ["GetInterfaceIP", { find: named, many: false, takesName: true }],
  ["GetInterfaceIPs", { find: named, many: true, takesName: true }],
]);

/**
 * The addresses that a key names, parted by blanks, with templates such as
 * `{{ GetPrivateIP }}` or `{{ GetInterfaceIP "eth0" }}` filled in; none where
 * this machine has no such address.
 */
export function expandAddresses(
  key: string,
  text: string,
  interfaces: Interfaces,
): Outcome<readonly string[]> {
  let mistake: string | undefined;
  const filled = text.replaceAll(/\{\{(.*?)\}\}/g, (_, inner: string) => {
    const found = evaluate(inner.trim(), interfaces);
    if (typeof found !== "string") return found.join(" ");
    mistake ??= `${key}: ${found}`;
    return "";
  });
  return mistake === undefined
    ? filled.split(/\s+/).filter((one) => one !== "")
    : refuse(agentError("address-template-invalid", mistake));
}

function evaluate(template: string, interfaces: Interfaces): readonly string[] | string {
  const [, name = "", argument] = /^(\w+)(?:\s+"([^"]*)")?$/.exec(template) ?? [];
  const known = FUNCTIONS.get(name);
  if (known === undefined || known.takesName !== (argument !== undefined)) {
    return `the template {{ ${template} }} is none that is known here: use ${[...FUNCTIONS.keys()].join(", ")}, or write the address`;
  }
  const found = known.find(interfaces, argument ?? "");
  return known.many ? found : found.slice(0, 1);
}

export function isPrivate(address: string): boolean {
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|f[cd])/i.test(address);
}
