import { Buffer } from "node:buffer";

/** What a bucket lists, one page. */
export interface Listing {
  readonly keys: readonly string[];
  /** For the next page; undefined where this was the last. */
  readonly next: string | undefined;
}

/** The few members of S3's answers that are asked for; they hold text alone, so no tree is made of them. */
export function readListing(body: Uint8Array): Listing {
  const text = textOf(body);
  const keys = [...text.matchAll(/<Contents>(.*?)<\/Contents>/gs)].map(([, content = ""]) =>
    member(content, "Key"),
  );
  const next = member(text.replace(/<Contents>.*<\/Contents>/s, ""), "NextContinuationToken");
  return { keys, next: next === "" ? undefined : next };
}

export function readError(body: Uint8Array): { readonly code: string; readonly message: string } {
  const text = textOf(body);
  return { code: member(text, "Code"), message: member(text, "Message") };
}

function member(text: string, name: string): string {
  const [, content = ""] = new RegExp(`<${name}>(.*?)</${name}>`, "s").exec(text) ?? [];
  return content.replace(
    /&(#x?[0-9a-f]+|[a-z]+);/gi,
    (whole, entity: string) => decodeEntity(entity) ?? whole,
  );
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decodeEntity(entity: string): string | undefined {
  if (!entity.startsWith("#")) return ENTITIES[entity];
  const code = /^#x/i.test(entity) ? Number.parseInt(entity.slice(2), 16) : Number(entity.slice(1));
  return Number.isInteger(code) && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

function textOf(body: Uint8Array): string {
  return Buffer.from(body.buffer, body.byteOffset, body.length).toString("utf8");
}
