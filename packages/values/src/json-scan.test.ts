import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JsonScanner, type JsonVisitor } from "./json-scan.ts";
import { JsonSyntaxError, parseJson } from "./json-text.ts";
import type { Json } from "./json-tree.ts";

/** Builds the tree; goes into containers up to `depth`, and takes the rest whole. */
class Builder implements JsonVisitor {
  readonly depth: number;
  readonly takesAscii: boolean;
  readonly stack: (Json[] | Record<string, Json>)[] = [];
  readonly names: string[] = [];
  result: Json | undefined;

  constructor(depth: number, takesAscii: boolean) {
    this.depth = depth;
    this.takesAscii = takesAscii;
  }

  open(kind: "object" | "array"): "in" | "whole" {
    if (this.stack.length === this.depth) return "whole";
    this.stack.push(kind === "array" ? [] : {});
    this.names.push("");
    return "in";
  }

  close(): void {
    this.names.pop();
    this.#put(this.stack.pop() ?? null);
  }

  name(name: string): void {
    this.names[this.names.length - 1] = name;
  }

  value(text: string): void {
    const json = parseJson(text);
    this.#put(json instanceof JsonSyntaxError ? `not JSON: ${text}` : json);
  }

  ascii(piece: Uint8Array, from: number, to: number): boolean {
    if (this.takesAscii) this.#put(Buffer.from(piece.subarray(from, to)).toString("latin1"));
    return this.takesAscii;
  }

  #put(json: Json): void {
    const into = this.stack.at(-1);
    if (into === undefined) this.result = json;
    else if (Array.isArray(into)) into.push(json);
    else
      Object.defineProperty(into, this.names.at(-1) ?? "", {
        value: json,
        enumerable: true,
        configurable: true,
        writable: true,
      });
  }
}

/** The tree, or how many bytes stand up to what is wrong. */
function scan(text: string, pieceLength: number, depth: number, takesAscii: boolean): Json | undefined {
  const builder = new Builder(depth, takesAscii);
  const scanner = new JsonScanner(builder);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += pieceLength) {
    // What a piece held is gone when the next one comes.
    const piece = Uint8Array.from(bytes.subarray(at, at + pieceLength));
    scanner.write(piece);
    piece.fill(0);
  }
  const wrong = scanner.end();
  return wrong === undefined ? builder.result : `wrong at ${wrong}`;
}

/** What the parser of whole texts makes of it, worded like `scan`. */
function parsed(text: string): Json {
  const json = parseJson(text);
  if (!(json instanceof JsonSyntaxError)) return json;
  const at = Buffer.byteLength(text.slice(0, json.offset));
  return `wrong at ${json.offset < text.length ? at + 1 : at}`;
}

const SHAPES = fc.record({
  pieceLength: fc.integer({ min: 1, max: 40 }),
  depth: fc.integer({ min: 0, max: 4 }),
  takesAscii: fc.boolean(),
});

/** Bits of documents, in any order: most are none. */
const BITS = fc
  .array(
    fc.constantFrom(
      ..."{}[],:".split(""),
      ...['"a"', '"é\u2028"', '"\\u00e9\\n\\""', '"\\x"', '"\\u12g4"', '"\u0001"', '"', "\uFEFF"],
      ...[
        "0",
        "-0",
        "01",
        "-",
        "12",
        "1.",
        "1.5",
        "1e",
        "1E+",
        "1e-7",
        "1.5e10",
        "+1",
        "12345678901234567890",
      ],
      ...["true", "false", "null", "nul", "tru e", " ", "\n\t\r ", '{"a":', '"b":'],
    ),
    { maxLength: 9 },
  )
  .map((bits) => bits.join(""));

describe("JsonScanner", () => {
  it("reads what the parser of whole texts reads, wherever pieces end", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.nat(2), SHAPES, (text, blanks, shape) => {
        const spaced = blanks === 0 ? text : JSON.stringify(JSON.parse(text), null, blanks);
        expect(scan(spaced, shape.pieceLength, shape.depth, shape.takesAscii)).toEqual(parsed(spaced));
      }),
      { numRuns: 500 },
    );
  });

  it("stops where the parser of whole texts stops", () => {
    fc.assert(
      fc.property(BITS, SHAPES, (text, { pieceLength, depth, takesAscii }) => {
        expect(scan(text, pieceLength, depth, takesAscii)).toEqual(parsed(text));
      }),
      { numRuns: 5_000 },
    );
  });

  it("finds a changed or missing byte of a document", () => {
    const text = '{"a": [1.5e3, -0, "x\\ny", {"é": null}], "b\\u0041": [true, false, {}, []]}';
    for (let at = 0; at < text.length; at++) {
      for (const letter of ["", "}", '"', "0", ",", "x"]) {
        const broken = text.slice(0, at) + letter + text.slice(at + 1);
        expect(scan(broken, 7, 2, true), broken).toEqual(parsed(broken));
      }
    }
  });

  it.each(["1", "-12.5e1", "true", "null", '"a"', '"é"', " [] ", "{} ]x", "[]}"])(
    "reads %s alone",
    (text) => {
      for (const pieceLength of [1, 99]) expect(scan(text, pieceLength, 4, false)).toEqual(parsed(text));
    },
  );

  it("refuses more containers in each other than Go does", () => {
    expect(scan(`${"[".repeat(10_000)}${"]".repeat(10_000)}`, 999, 0, false)).toBeDefined();
    expect(scan("[".repeat(10_001), 999, 0, false)).toBe("wrong at 10001");
  });
});
