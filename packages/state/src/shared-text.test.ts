import fc from "fast-check";
import { expect, it } from "vitest";
import { shareAscii, shareText } from "./shared-text.ts";

it("is one object for a text, however it was read, and another for another", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: "grapheme-ascii" }), { maxLength: 50 }),
      fc.nat(5),
      (texts, gap) => {
        for (const text of texts) {
          const bytes = new TextEncoder().encode("x".repeat(gap) + text);
          const shared = shareText(text);
          expect(shared.text).toBe(text);
          expect(shareAscii(bytes, gap, bytes.length)).toBe(shared);
          expect(shareText(`${text}.`)).not.toBe(shared);
        }
      },
    ),
  );
});

it("keeps what it shared while it grows", () => {
  const first = Array.from({ length: 5_000 }, (_, n) => shareText(`terraform_data.grows${n}`));
  for (const [n, shared] of first.entries()) {
    const bytes = new TextEncoder().encode(`terraform_data.grows${n}`);
    expect(shareAscii(bytes, 0, bytes.length)).toBe(shared);
    expect(shareText(`terraform_data.grows${n}`)).toBe(shared);
  }
  expect(new Set(first.map(({ hash }) => hash)).size).toBeGreaterThan(4_990);
});

it("tells texts beyond ASCII apart", () => {
  expect(shareText("a.é")).toBe(shareText("a.é"));
  expect(shareText("a.é")).not.toBe(shareText("a.\u0129"));
});
