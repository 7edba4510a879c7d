/** Functions on IP networks. */

import {
  FuncError,
  isInteger,
  listType,
  listValue,
  STRING,
  stringValue,
  toBigInt,
  type Value,
} from "@tutti/values";
import { type Args, define, type FunctionGroup, numberParam, textParam } from "../define.ts";
import { formatAddress, formatPrefix, isMapped, masked, type Prefix, parsePrefix } from "./address.ts";

/** Functions that compute addresses. */
export const NETWORK: FunctionGroup = {
  cidrhost: define({
    description: "The address of a host in a network.",
    params: [textParam("prefix"), numberParam("hostnum")],
    returns: STRING,
    call: host,
  }),
  cidrnetmask: define({
    description: "The netmask of an IPv4 network.",
    params: [textParam("prefix")],
    returns: STRING,
    call: (args) => {
      const network = prefix(args);
      if (network instanceof FuncError) return network;
      if (isMapped(network))
        return stringValue(formatAddress(masked((1n << 128n) - 1n, network.length, 128), 128));
      if (network.bits !== 32) return new FuncError(`IPv6 addresses cannot have a netmask: ${args.text(0)}`);
      return stringValue(formatAddress(masked(0xffffffffn, network.length, 32), 32));
    },
  }),
  cidrsubnet: define({
    description: "One of the networks inside of a network.",
    params: [textParam("prefix"), numberParam("newbits"), numberParam("netnum")],
    returns: STRING,
    call: subnet,
  }),
  cidrsubnets: define({
    description: "Networks of given sizes inside of a network, one behind the other.",
    params: [textParam("prefix")],
    varParam: numberParam("newbits"),
    returns: listType(STRING),
    call: subnets,
  }),
};

function prefix(args: Args): Prefix | FuncError {
  const parsed = parsePrefix(args.text(0));
  return parsed ?? new FuncError(`invalid CIDR expression: invalid CIDR address: ${args.text(0)}`);
}

function wholeOf(args: Args, i: number): bigint | FuncError {
  const num = args.number(i);
  return isInteger(num) ? toBigInt(num) : new FuncError("value must be a whole number");
}

function host(args: Args): Value | FuncError {
  const given = wholeOf(args, 1);
  if (given instanceof FuncError) return given;
  const network = prefix(args);
  if (network instanceof FuncError) return network;
  const highest = (1n << BigInt(network.bits - network.length)) - 1n;
  // A negative number counts from the end.
  const distance = given < 0n ? -given - 1n : given;
  const number = given < 0n ? highest - distance : given;
  if (distance > highest) {
    return new FuncError(`prefix of ${network.length} does not accommodate a host numbered ${number}`);
  }
  // Terraform counts the hosts of a mapped IPv4 network in the first 32 of its 128 bits.
  const place = isMapped(network) ? number << 96n : number;
  return stringValue(formatAddress(network.address | place, network.bits));
}

const UINT64_MAX = (1n << 64n) - 1n;

function subnet(args: Args): Value | FuncError {
  const newBits = args.whole(1);
  if (typeof newBits === "string") return new FuncError(newBits);
  const number = wholeOf(args, 2);
  if (number instanceof FuncError) return number;
  const network = prefix(args);
  if (network instanceof FuncError) return network;
  const length = network.length + newBits;
  if (length > network.bits) {
    return new FuncError(`insufficient address space to extend prefix of ${network.length} by ${newBits}`);
  }
  const highest = newBits < 0 || newBits >= 64 ? UINT64_MAX : (1n << BigInt(newBits)) - 1n;
  const magnitude = (number < 0n ? -number : number) & UINT64_MAX;
  if (magnitude > highest) {
    return new FuncError(`prefix extension of ${newBits} does not accommodate a subnet numbered ${number}`);
  }
  const joined = network.address | (number << BigInt(network.bits - length));
  const address = joined < 0n ? -joined : joined;
  return stringValue(formatPrefix({ address, length, bits: network.bits }));
}

const EXTENSION_MAX = 32;

function subnets(args: Args): Value | FuncError {
  const parsed = prefix(args);
  if (parsed instanceof FuncError) return new FuncError(parsed.message, 0);
  const network = parsed;
  const out: Value[] = [];
  let before = network.address;
  let previous = network;
  for (let i = 1; i < args.values.length; i++) {
    const length = extendedLength(network, args.whole(i), i);
    if (length instanceof FuncError) return length;
    // In front of a mapped IPv4 network Terraform finds none of such a length, in front of the first
    // network of all the last one; behind these there is nothing.
    if (isMapped(network)) return noSpace(length, "<nil>", i);
    if (network.address === 0n) return noSpace(length, formatPrefix(lastOf(network, length)), i);
    const next = nextAligned(before, length, network.bits);
    if (next >= endOf(network)) return noSpace(length, formatPrefix(previous), i);
    previous = { address: next, length, bits: network.bits };
    before = endOf(previous);
    out.push(stringValue(formatPrefix(previous)));
  }
  return listValue(STRING, out);
}

function noSpace(length: number, after: string, i: number): FuncError {
  return new FuncError(
    `not enough remaining address space for a subnet with a prefix of ${length} bits after ${after}`,
    i,
  );
}

function extendedLength(network: Prefix, newBits: number | string, i: number): number | FuncError {
  if (typeof newBits === "string") return new FuncError(newBits, i);
  if (newBits < 1) return new FuncError("must extend prefix by at least one bit", i);
  if (newBits > EXTENSION_MAX) return new FuncError("may not extend prefix by more than 32 bits", i);
  const length = network.length + newBits;
  if (length <= network.bits) return length;
  const protocol = network.bits === 32 ? "IPv4" : "IPv6";
  return new FuncError(
    `would extend prefix to ${length} bits, which is too long for an ${protocol} address`,
    i,
  );
}

function endOf({ address, length, bits }: Prefix): bigint {
  return address + (1n << BigInt(bits - length));
}

function nextAligned(address: bigint, length: number, bits: number): bigint {
  const size = 1n << BigInt(bits - length);
  return ((address + size - 1n) / size) * size;
}

/** Of all networks of a length. */
function lastOf({ bits }: Prefix, length: number): Prefix {
  return { address: masked((1n << BigInt(bits)) - 1n, length, bits), length, bits };
}
