import { createMachine } from "@tutti/simulation";
import { expect, test } from "vitest";
import { archiveHash, contentHash } from "./package-hash.ts";

test("the hash of a package's content is the one that Terraform writes into the lock file", async () => {
  const { host, write } = createMachine();
  // Sorted by the bytes of whole names: `a-b` stands before `a/b`, and what is not ASCII comes last.
  await write({ "p/terraform-provider-kit": "x", "p/a/b": "y", "p/a-b": "z", "p/é": "w" });
  expect(await contentHash(host.disk, "p")).toBe("h1:0nXrdv9Y/io9iopdwBeXvwbzPf17DrmjjrwY8dPiFmg=");
});

test("the hash of an archive is that of its bytes", () => {
  expect(archiveHash(new TextEncoder().encode("abc"))).toBe(
    "zh:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});
