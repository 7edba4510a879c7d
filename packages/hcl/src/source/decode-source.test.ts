import { describe, expect, test } from "vitest";
import { decodeSource, hasBadBytes } from "./decode-source.ts";

/** What a byte that is no UTF-8 becomes. */
const bad = (byte: number): string => String.fromCharCode(0xdc00 + byte);

describe("decodeSource()", () => {
  // Behind each stands a byte that is always wrong, so that every one is read piece by piece.
  test.each<[string, readonly number[], string]>([
    ["one byte", [0x61, 0x7f], "a\u007f"],
    ["two bytes", [0xc2, 0x80, 0xdf, 0xbf], "\u0080\u07ff"],
    ["three bytes", [0xe0, 0xa0, 0x80, 0xef, 0xbf, 0xbd], "\u0800\ufffd"],
    ["four bytes", [0xf0, 0x90, 0x80, 0x80, 0xf4, 0x8f, 0xbf, 0xbf], "\u{10000}\u{10ffff}"],
    ["a byte order mark", [0xef, 0xbb, 0xbf, 0x61], "\ufeffa"],
    ["a byte that only continues", [0x80, 0xbf], bad(0x80) + bad(0xbf)],
    ["a form longer than needed", [0xc0, 0x80, 0xc1, 0xbf], [0xc0, 0x80, 0xc1, 0xbf].map(bad).join("")],
    ["half of a pair", [0xed, 0xa0, 0x80], [0xed, 0xa0, 0x80].map(bad).join("")],
    ["a sequence that is cut off", [0xe2, 0x82, 0x61], `${bad(0xe2)}${bad(0x82)}a`],
    ["more than there is", [0xf4, 0x90, 0x80, 0x80], [0xf4, 0x90, 0x80, 0x80].map(bad).join("")],
    ["no first byte at all", [0xf5, 0xfe], bad(0xf5) + bad(0xfe)],
  ])("reads %s", (_, bytes, wanted) => {
    const text = decodeSource(Uint8Array.from([...bytes, 0xff]));
    expect(text).toBe(wanted + bad(0xff));
    expect(hasBadBytes(text)).toBe(true);
  });

  test("has no bad bytes where all is UTF-8", () => {
    const text = "\ufeffa\u00e9\u{1f600}\ufffd";
    expect(decodeSource(new TextEncoder().encode(text))).toBe(text);
    expect(hasBadBytes(text)).toBe(false);
  });
});
