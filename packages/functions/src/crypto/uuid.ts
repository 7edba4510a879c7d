import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { FuncError, STRING, stringValue } from "@tutti/values";
import { define, type FunctionGroup, textParam } from "../define.ts";

const NAMESPACES: ReadonlyMap<string, string> = new Map(
  ["dns", "url", "oid", undefined, "x500"].flatMap((name, i) =>
    name === undefined ? [] : [[name, `6ba7b81${i}9dad11d180b400c04fd430c8`] as const],
  ),
);

/** A UUID made from a namespace and a name. */
export const uuidv5: FunctionGroup[string] = define({
  description: "A UUID made from a namespace and a name.",
  params: [textParam("namespace"), textParam("name")],
  returns: STRING,
  call: (args) => {
    const namespace = args.text(0);
    const hex = NAMESPACES.get(namespace) ?? parseUuid(namespace);
    if (typeof hex !== "string")
      return new FuncError(`uuidv5() doesn't support namespace ${namespace} (${hex.problem})`);
    const bytes = createHash("sha1").update(Buffer.from(hex, "hex")).update(args.text(1)).digest();
    bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
    bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
    return stringValue(formatUuid(bytes));
  },
});

/** The first 16 bytes in the usual grouping. */
export function formatUuid(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    "-",
  );
}

/** Also without hyphens, in braces, or as a URN. */
function parseUuid(text: string): string | { readonly problem: string } {
  const length = Buffer.byteLength(text);
  let body = text;
  if (length === 45) {
    if (text.slice(0, 9).toLowerCase() !== "urn:uuid:")
      return { problem: `invalid urn prefix: "${text.slice(0, 9)}"` };
    body = text.slice(9);
  } else if (length === 38) body = text.slice(1, -1);
  else if (length === 32) return /^[0-9a-fA-F]{32}$/.test(text) ? text : { problem: "invalid UUID format" };
  else if (length !== 36) return { problem: `invalid UUID length: ${length}` };
  const match = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/i.exec(body);
  return match === null ? { problem: "invalid UUID format" } : match.slice(1).join("");
}
