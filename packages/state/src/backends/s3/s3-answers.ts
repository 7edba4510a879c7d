import { Buffer } from "node:buffer";
import { xmlText } from "../../storage/xml-text.ts";

/** What a bucket lists, one page. */
export interface Listing {
  readonly keys: readonly string[];
  /** For the next page; undefined where this was the last. */
  readonly next: string | undefined;
}

export function readListing(body: Uint8Array): Listing {
  const text = textOf(body);
  const keys = [...text.matchAll(/<Contents>(.*?)<\/Contents>/gs)].map(([, content = ""]) =>
    xmlText(content, "Key"),
  );
  const next = xmlText(text.replace(/<Contents>.*<\/Contents>/s, ""), "NextContinuationToken");
  return { keys, next: next === "" ? undefined : next };
}

export function readError(body: Uint8Array): { readonly code: string; readonly message: string } {
  const text = textOf(body);
  return { code: xmlText(text, "Code"), message: xmlText(text, "Message") };
}

function textOf(body: Uint8Array): string {
  return Buffer.from(body.buffer, body.byteOffset, body.length).toString("utf8");
}
