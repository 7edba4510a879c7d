/** Who a certificate is for: names, and other names. */

import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  AttributeTypeAndValue,
  AttributeValue,
  Extension,
  GeneralName,
  id_ce_subjectAltName,
  Name,
  RelativeDistinguishedName,
  SubjectAlternativeName,
} from "@peculiar/asn1-x509";
import { type BlockDefinition, block, type Fields, optional, ProviderFailure } from "@tutti/plugin";
import { listType, STRING } from "@tutti/values";
import { utilityError } from "../errors.ts";

const name = (description: string) => optional(STRING, { forceNew: true, description });

/** `subject` of certificates and of requests. */
export const SUBJECT: BlockDefinition = block({
  common_name: name("`CN`"),
  country: name("`C`"),
  locality: name("`L`"),
  organization: name("`O`"),
  organizational_unit: name("`OU`"),
  postal_code: name("`PC`"),
  province: name("`ST`"),
  serial_number: name("`SERIALNUMBER`"),
  street_address: optional(listType(STRING), { forceNew: true, description: "`STREET`" }),
});

const names = (description: string) => optional(listType(STRING), { forceNew: true, description });

export const OTHER_NAMES = {
  dns_names: names("Names of hosts."),
  ip_addresses: names("Addresses."),
  uris: names("URIs."),
};

/** In the order in which Go's `crypto/x509/pkix` writes them, with their identifiers. */
const ATTRIBUTES = [
  ["country", "2.5.4.6"],
  ["province", "2.5.4.8"],
  ["locality", "2.5.4.7"],
  ["street_address", "2.5.4.9"],
  ["postal_code", "2.5.4.17"],
  ["organization", "2.5.4.10"],
  ["organizational_unit", "2.5.4.11"],
  ["common_name", "2.5.4.3"],
  ["serial_number", "2.5.4.5"],
] as const;

/** What may stand in a `PrintableString`; all else is UTF-8. */
const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?*&]*$/;

/** An empty name where no subject is given. */
export function subjectName(config: Fields): Name {
  const subject = config.block("subject");
  const found = ATTRIBUTES.flatMap(([attribute, type]) => {
    const single = subject?.string(attribute);
    const values = attribute === "street_address" ? (subject?.strings(attribute) ?? []) : [single ?? ""];
    const written = values.filter((value) => value !== "");
    if (written.length === 0) return [];
    return [new RelativeDistinguishedName(written.map((value) => attributeOf(type, value)))];
  });
  return new Name(found);
}

function attributeOf(type: string, text: string): AttributeTypeAndValue {
  const value = new AttributeValue(PRINTABLE.test(text) ? { printableString: text } : { utf8String: text });
  return new AttributeTypeAndValue({ type, value });
}

/** The extension with other names; empty where there are none. Critical where there is no name to go by. */
export function otherNames(config: Fields, subject: Name): readonly Extension[] {
  const found = [
    ...config.strings("dns_names").map((dNSName) => new GeneralName({ dNSName })),
    ...config.strings("ip_addresses").map((text) => new GeneralName({ iPAddress: address(text) })),
    ...config.strings("uris").map((text) => new GeneralName({ uniformResourceIdentifier: uri(text) })),
  ];
  if (found.length === 0) return [];
  return [extension(id_ce_subjectAltName, new SubjectAlternativeName(found), subject.length === 0)];
}

function address(text: string): string {
  if (isAddress(text)) return text;
  throw new ProviderFailure(utilityError("invalid-ip-address"), `Failed to parse ${JSON.stringify(text)}`);
}

function isAddress(text: string): boolean {
  if (text.includes(":")) return !text.includes("%") && URL.canParse(`http://[${text}]`);
  const parts = text.split(".");
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
}

/** Go refuses control characters, and a scheme of no letters. */
function uri(text: string): string {
  const isControl = (letter: string): boolean => letter < " " || letter === "\u007f";
  if (!text.startsWith(":") && ![...text].some(isControl)) return text;
  throw new ProviderFailure(utilityError("invalid-uri"), `Failed to parse ${JSON.stringify(text)}`);
}

export function extension(extnID: string, value: object, critical = false): Extension {
  return new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}
