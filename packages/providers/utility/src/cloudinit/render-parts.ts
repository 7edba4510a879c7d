import { crc32, gzipSync } from "node:zlib";
import { type Fields, type PlainRecord, ProviderFailure } from "@tutti/plugin";
import { utilityError } from "../errors.ts";

/** What a boundary may be (RFC 2046, 5.1.1), as Go's `mime/multipart` takes it. */
const BOUNDARY = /^[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]$/;

/** A MIME message of files, in the order of their blocks, and a checksum of what is handed out. */
export function renderParts(
  boundary: string,
  parts: readonly Fields[],
  { gzip, base64 }: { readonly gzip: boolean; readonly base64: boolean },
): PlainRecord {
  if (!BOUNDARY.test(boundary))
    throw new ProviderFailure(
      utilityError("attribute-value-not-allowed"),
      `"${boundary}" cannot stand between the parts of a MIME message: 1 to 70 letters, digits and '()+_,-./:=?`,
    );
  const message = Buffer.from(text(boundary, parts));
  const bytes = gzip ? gzipSync(message) : message;
  // The byte of the system that wrote it is the same everywhere.
  if (gzip) bytes[9] = 0xff;
  const rendered = bytes.toString(base64 ? "base64" : "utf8");
  return { id: String(crc32(rendered)), rendered };
}

function text(boundary: string, parts: readonly Fields[]): string {
  const head = `Content-Type: multipart/mixed; boundary="${boundary}"\nMIME-Version: 1.0\r\n\r\n`;
  const body = parts.map(
    (part, at) => `${at === 0 ? "" : "\r\n"}--${boundary}\r\n${headers(part)}\r\n${part.text("content")}`,
  );
  return `${head}${body.join("")}\r\n--${boundary}--\r\n`;
}

/** By their names in order, as Go writes them. */
function headers(part: Fields): string {
  const filename = part.text("filename");
  const mergeType = part.text("merge_type");
  const lines = [
    ...(filename === "" ? [] : [`Content-Disposition: attachment; filename="${filename}"`]),
    "Content-Transfer-Encoding: 7bit",
    `Content-Type: ${part.text("content_type") || "text/plain"}`,
    "Mime-Version: 1.0",
    ...(mergeType === "" ? [] : [`X-Merge-Type: ${mergeType}`]),
  ];
  return lines.map((line) => `${line}\r\n`).join("");
}
