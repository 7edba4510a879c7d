const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A drawn text as one that can be written: halves of characters are replaced. */
export function wellFormed(text: string, replacement = "\ufffd"): string {
  return text.replace(LONE_SURROGATE, replacement);
}
