import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { sourceDigest } from "./source-digest.mjs";

const FILES = {
  "package-lock.json": "{}",
  "packages/a/src/a.ts": "a",
  "packages/a/src/inner/b.ts": "b",
  "packages/providers/c/src/c.ts": "c",
};

function digestOf(files) {
  const root = mkdtempSync(join(tmpdir(), "source-digest-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return sourceDigest(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

test.each(Object.keys(FILES))("another %s is another program", (path) => {
  expect(digestOf({ ...FILES, [path]: "other" })).not.toBe(digestOf(FILES));
});

test.each(["packages/a/src/a.test.ts", "packages/a/testkit/kit.ts", "packages/a/README.md"])(
  "%s is none of the program",
  (path) => {
    expect(digestOf({ ...FILES, [path]: "more" })).toBe(digestOf(FILES));
  },
);

test("what lies somewhere else is another program", () => {
  const { "packages/a/src/a.ts": text, ...rest } = FILES;
  expect(digestOf({ ...rest, "packages/a/src/z.ts": text })).not.toBe(digestOf(FILES));
});
