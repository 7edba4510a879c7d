import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRealRuntime } from "@tutti/runtime";
import { afterEach, expect, test } from "vitest";
import { plain, put, storeContract } from "../testkit/store-contract.ts";
import { openEmbeddedStore } from "./embedded-store.ts";
import type { Store } from "./store.ts";

const { disk } = createRealRuntime();
const opened: { readonly store: Store; readonly folder: string }[] = [];

function track(store: Store, folder: string): Store {
  opened.push({ store, folder });
  return store;
}

afterEach(async () => {
  for (const { store, folder } of opened.splice(0)) {
    await store.close();
    await rm(folder, { recursive: true });
  }
});

storeContract(
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "tutti-store-"));
    return track(await openEmbeddedStore(join(folder, "store"), disk), folder);
  },
  { runs: 12 },
);

test("gives everything back after it was closed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tutti-store-"));
  const path = join(folder, "store");
  const first = await openEmbeddedStore(path, disk);
  await first.commit({ compares: [], operations: [put("a"), put("ключ")] });
  await first.commit({ compares: [], operations: [put("a", "2")] });
  await first.close();
  const second = track(await openEmbeddedStore(path, disk), folder);
  expect(await plain(second)).toEqual([
    ["a", "2", 1, 2],
    ["ключ", "ключ", 1, 1],
  ]);
  expect(
    await second.commit({ compares: [{ key: "a", modifyRevision: 2 }], operations: [put("b")] }),
  ).toEqual({ kind: "committed", revision: 3 });
});
