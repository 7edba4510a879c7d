import { TEXT_LENGTH_MAX } from "./limits.ts";
import { JsonParser } from "./parse-json.ts";
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
      /** What the spans of the tree are offsets of. */
      readonly text: string;
    }
  | { readonly ok: false; readonly error: Hcl1SyntaxError };

/**
 * Reads a document of HCL 1; one that begins with `{` is in its JSON form.
 * There is no recovery: the first mistake ends it. Time and memory grow with
 * the length of the text, whatever stands in it.
 */
export function parseHcl1(source: string): Parsed {
  const text = source.replaceAll("\r\n", "\n");
  try {
    checkText(text);
    if (/^\s*\{/.test(text)) return { ok: true, root: new JsonParser(text).document(), comments: [], text };
    return { ok: true, ...new Parser(text).document(), text };
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    const { message, start, end, beyond } = fault;
    const error = new Hcl1SyntaxError(message, positionAt(text, start), positionAt(text, end), beyond);
    return { ok: false, error };
  }
}

function checkText(text: string): void {
  if (text.length > TEXT_LENGTH_MAX) {
    throw new Fault(`the text is longer than ${TEXT_LENGTH_MAX} characters`, 0, 0);
  }
  const zero = text.indexOf("\0");
  if (zero >= 0) throw new Fault("unexpected null character (0x00)", zero);
}
