import { Buffer } from "node:buffer";
import { createRealRuntime, RuntimeError } from "@tutti/runtime";
import { openEmbeddedStore } from "../src/embedded-store.ts";
import { collect } from "./model.ts";

/**
 * Opens each store of the folder TUTTI_STORES, reads all of it, writes to it,
 * and adds a line of JSON to TUTTI_RESULTS: its name, and what was found or
 * refused. For the test of damaged files: a signal would end it early.
 */
const { disk, environment } = createRealRuntime();
const folder = environment.variables.get("TUTTI_STORES") ?? "";
const results = await disk.openAppend(environment.variables.get("TUTTI_RESULTS") ?? "");

async function tryOpen(path: string): Promise<object> {
  try {
    const store = await openEmbeddedStore(path, disk);
    const found = (await collect(store.entries())).map(
      ({ key, value, modifyRevision }) => `${key} ${modifyRevision} ${Buffer.from(value).toString("base64")}`,
    );
    const operations = Array.from({ length: 60 }, (_unused, n) => {
      const value = new Uint8Array(n === 0 ? 20_000 : 500);
      return { kind: "put", key: `new/${n}`, value } as const;
    });
    const written = await store.commit({ compares: [], operations });
    await store.close();
    return { opened: found, written: written.kind };
  } catch (error) {
    return error instanceof RuntimeError
      ? { code: error.code, message: error.message }
      : { bug: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

for (const { name, kind } of await disk.list(folder)) {
  if (kind !== "directory") continue;
  await results.append(`${JSON.stringify({ name, ...(await tryOpen(`${folder}/${name}`)) })}\n`);
}
await results.close();
