import { flattened } from "./flatten.ts";
import { TEXT_LENGTH_MAX } from "./limits.ts";
import { JsonParser } from "./parse-json.ts";
import { LooseJsonParser } from "./parse-loose-json.ts";
import { Parser } from "./parser.ts";
import { positionAt } from "./position.ts";
import type { ObjectNode, Span } from "./syntax.ts";
import { Fault, Hcl1SyntaxError } from "./syntax-error.ts";

/** A document, or the first thing that is wrong with it. */
export type Parsed =
  | {
      readonly ok: true;
      readonly root: ObjectNode;
      /** In the order of the text; JSON has none. */
      readonly comments: readonly Span[];
      readonly isJson: boolean;
      /** What the spans of the tree are offsets of. */
      readonly text: string;
    }
  | { readonly ok: false; readonly error: Hcl1SyntaxError };

/**
 * How the JSON form is read. `strict`: RFC 8259, and each object stays one. `loose`: as HCL 1 itself reads it,
 * with what is left out at its end, and with labels made of objects that hold objects alone.
 */
export type JsonReading = "strict" | "loose";

/**
 * Reads a document of HCL 1; one that begins with `{` is in its JSON form.
 * There is no recovery: the first mistake ends it. Time and memory grow with
 * the length of the text, whatever stands in it.
 */
export function parseHcl1(source: string, json: JsonReading = "strict"): Parsed {
  const text = source.replaceAll("\r\n", "\n");
  try {
    checkText(text);
    if (!/^\s*\{/.test(text)) return { ok: true, ...new Parser(text).document(), text, isJson: false };
    const root = json === "strict" ? new JsonParser(text).document() : looseRoot(text);
    return { ok: true, root, comments: [], text, isJson: true };
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    const { message, start, end, beyond } = fault;
    const error = new Hcl1SyntaxError(message, positionAt(text, start), positionAt(text, end), beyond);
    return { ok: false, error };
  }
}

function looseRoot(text: string): ObjectNode {
  return flattened(new LooseJsonParser(text).document());
}

function checkText(text: string): void {
  if (text.length > TEXT_LENGTH_MAX) {
    throw new Fault(`the text is longer than ${TEXT_LENGTH_MAX} characters`, 0, 0);
  }
  const zero = text.indexOf("\0");
  if (zero >= 0) throw new Fault("unexpected null character (0x00)", zero);
}
