import { Buffer } from "node:buffer";
import { expect, test } from "vitest";
import { decodeUtf8, REPLACEMENT } from "./utf8.ts";

const R = REPLACEMENT;

/** What Go makes of bytes: each that belongs to no character becomes a mark of its own. */
test.each<[string, readonly number[], string]>([
  ["nothing", [], ""],
  ["letters", [0x61, 0x7f], "a\x7f"],
  ["two bytes, the first and the last", [0xc2, 0x80, 0xdf, 0xbf], "\u0080\u07ff"],
  ["three bytes, the first and the last", [0xe0, 0xa0, 0x80, 0xef, 0xbf, 0xbf], "\u0800\uffff"],
  [
    "four bytes, the first and the last",
    [0xf0, 0x90, 0x80, 0x80, 0xf4, 0x8f, 0xbf, 0xbf],
    "\u{10000}\u{10ffff}",
  ],
  ["a byte order mark", [0xef, 0xbb, 0xbf, 0x61], "\ufeffa"],
  ["the mark itself", [0xef, 0xbf, 0xbd], R],
  [
    "the mark itself among characters of each size",
    [0xef, 0xbf, 0xbd, 0x61, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xe0, 0xa0, 0x80, 0xf0, 0x9f, 0x98, 0x80],
    `${R}aé€\u0800😀`,
  ],
  ["a byte that only follows", [0x61, 0x80, 0x62], `a${R}b`],
  ["the beginning of two", [0xc3], R],
  ["the beginning of three", [0xe2, 0x82], R + R],
  ["the beginning of four", [0xf0, 0x9f, 0x98], R + R + R],
  ["a beginning, then a letter", [0xe2, 0x82, 0x61], `${R}${R}a`],
  ["longer than need be", [0xc0, 0xaf, 0xe0, 0x80, 0xaf], R.repeat(5)],
  ["half of a pair", [0xed, 0xa0, 0x80], R.repeat(3)],
  ["beyond the last character", [0xf4, 0x90, 0x80, 0x80], R.repeat(4)],
  ["no first bytes at all", [0xf8, 0xff], R + R],
])("%s", (_, bytes, wanted) => expect(decodeUtf8(Buffer.from(bytes))).toBe(wanted));
