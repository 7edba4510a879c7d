import { describe, expect, it } from "vitest";
import { keyOfFile } from "./key-file.ts";

const bytes = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, at) => 255 - at));

describe("keyOfFile()", () => {
  it.each([16, 24, 32])("reads keys of %d bytes in each form", (length) => {
    const key = bytes(length);
    for (const content of [
      key,
      key.toString("hex"),
      `${key.toString("hex").toUpperCase()}\n`,
      `  ${key.toString("base64")}\r\n`,
    ])
      expect(Buffer.from(keyOfFile(Buffer.from(content)) ?? "").equals(key)).toBe(true);
  });

  it.each<readonly [string, string | Buffer]>([
    ["nothing", ""],
    ["too few bytes", bytes(15)],
    ["too many bytes", bytes(33)],
    ["half of a digit too much", `${bytes(16).toString("hex")}0`],
    ["digits of another length", bytes(20).toString("hex")],
    ["Base64 of another length", bytes(20).toString("base64")],
    ["Base64 without its end", bytes(32).toString("base64").slice(0, -1)],
    ["a passphrase", "correct horse battery"],
  ])("takes no %s", (_, content) => {
    expect(keyOfFile(Buffer.from(content))).toBeUndefined();
  });
});
