/** Names as Go's `crypto/x509/pkix` writes them: RFC 2253, with the usual attributes in an order of their own. */

import { AsnConvert } from "@peculiar/asn1-schema";
import type { AttributeTypeAndValue, Name } from "@peculiar/asn1-x509";

/** In the order in which they are written. */
const KNOWN: readonly (readonly [string, string])[] = [
  ["2.5.4.5", "SERIALNUMBER"],
  ["2.5.4.3", "CN"],
  ["2.5.4.11", "OU"],
  ["2.5.4.10", "O"],
  ["2.5.4.17", "POSTALCODE"],
  ["2.5.4.9", "STREET"],
  ["2.5.4.7", "L"],
  ["2.5.4.8", "ST"],
  ["2.5.4.6", "C"],
];
/** Of these Go keeps the last one. */
const SINGLE = new Set(["2.5.4.5", "2.5.4.3"]);

export function formatDistinguishedName(name: Name): string {
  const all = [...name].flatMap((one) => [...one]);
  const parts = KNOWN.flatMap(([type, short]) => {
    const found = all.filter((one) => one.type === type).map((one) => `${short}=${escaped(textOf(one))}`);
    if (found.length === 0) return [];
    return [SINGLE.has(type) ? (found.at(-1) ?? "") : found.join("+")];
  });
  const known = new Set(KNOWN.map(([type]) => type));
  const others = all.filter(({ type }) => !known.has(type));
  const rest = others.toReversed().map((one) => `${one.type}=#${derOf(one)}`);
  return [...parts, ...rest].join(",");
}

function textOf({ value }: AttributeTypeAndValue): string {
  return value.toString();
}

function derOf({ value }: AttributeTypeAndValue): string {
  return Buffer.from(AsnConvert.serialize(value)).toString("hex");
}

function escaped(text: string): string {
  return text
    .replace(/[,+"\\<>;]/g, "\\$&")
    .replace(/^[ #]/, "\\$&")
    .replace(/(?<=.) $/, "\\ ");
}
