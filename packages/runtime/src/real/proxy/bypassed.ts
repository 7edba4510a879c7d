import { BlockList, isIP } from "node:net";
import { domainToASCII } from "node:url";

/** Whether one item of NO_PROXY means this host (in lower case, an IPv6 address without brackets) and port. */
type Rule = (host: string, port: string) => boolean;

/** Whether NO_PROXY names the host, by the rules of Go's `httpproxy`; the machine itself never goes through a proxy. */
export function isBypassed(noProxy: string, host: string, port: string): boolean {
  if (host === "localhost" || isLoopback(host)) return true;
  return noProxy.split(",").some((item) => ruleOf(item.trim().toLowerCase())(host, port));
}

function isLoopback(host: string): boolean {
  const loopback = new BlockList();
  loopback.addSubnet("127.0.0.0", 8, "ipv4");
  loopback.addAddress("::1", "ipv6");
  return holds(loopback, host);
}

function ruleOf(item: string): Rule {
  if (item === "*") return () => true;
  return rangeRule(item) ?? addressOrDomain(item);
}

/** `10.0.0.0/8`, `fd00::/8`: of addresses only, of any port. */
function rangeRule(item: string): Rule | undefined {
  const [, address = "", bits = ""] = /^([^/]+)\/(\d{1,3})$/.exec(item) ?? [];
  const version = isIP(address);
  if (version === 0 || Number(bits) > (version === 4 ? 32 : 128)) return undefined;
  const range = new BlockList();
  range.addSubnet(address, Number(bits), version === 4 ? "ipv4" : "ipv6");
  return (host) => holds(range, host);
}

function addressOrDomain(item: string): Rule {
  const { host: named, port: onlyPort } = hostAndPort(item);
  const isMeant = isIP(named) === 0 ? domainRule(named) : addressRule(named);
  return (host, port) => (onlyPort === "" || onlyPort === port) && isMeant(host);
}

function addressRule(address: string): (host: string) => boolean {
  const one = new BlockList();
  one.addAddress(address, isIP(address) === 4 ? "ipv4" : "ipv6");
  return (host) => holds(one, host);
}

/** `a.b` means itself and what is under it; `.a.b` and `*.a.b` only what is under it. */
function domainRule(named: string): (host: string) => boolean {
  if (named === "") return () => false;
  const bare = named.replace(/^\*?\./, "");
  const ascii = domainToASCII(bare) || bare;
  const itself = bare === named;
  return (host) => host.endsWith(`.${ascii}`) || (itself && host === ascii);
}

/** `host:port` and `[address]:port`; what has no port, or more colons than that, is a host as it stands. */
function hostAndPort(item: string): { readonly host: string; readonly port: string } {
  const [, inBrackets, plain, port] = /^(?:\[([^\]]*)\]|([^:[\]]*)):(.*)$/.exec(item) ?? [];
  const host = inBrackets ?? plain;
  return host === undefined || port === undefined || port.includes(":")
    ? { host: item, port: "" }
    : { host, port };
}

function holds(list: BlockList, host: string): boolean {
  const version = isIP(host);
  return version !== 0 && list.check(host, version === 4 ? "ipv4" : "ipv6");
}
