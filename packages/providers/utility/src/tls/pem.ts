const LINE = /.{1,64}/g;

/** Bytes as PEM, with a line end behind the last line. */
export function pemOf(type: string, bytes: Uint8Array): string {
  const lines = Buffer.from(bytes).toString("base64").match(LINE) ?? [];
  return `-----BEGIN ${type}-----\n${lines.join("\n")}\n-----END ${type}-----\n`;
}

/** The bytes of the first block, which must be of this type. Throws an `Error` that says what is wrong. */
export function bytesOfPem(type: string, text: string): Buffer {
  const [, found, body] = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/.exec(text) ?? [];
  if (found === undefined) throw new Error(`failed to decode PEM of expected type "${type}" from bytes`);
  if (found !== type) throw new Error(`invalid PEM type - expected "${type}", got "${found}"`);
  return Buffer.from(body ?? "", "base64");
}
