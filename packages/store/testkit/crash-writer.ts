import { createRealRuntime } from "@tutti/runtime";
import { openEmbeddedStore } from "../src/embedded-store.ts";

/**
 * Writes to the store at the path given by TUTTI_STORE until it is killed, 16
 * at a time, and says which write was acknowledged. For the crash test.
 */
const runtime = createRealRuntime();
const store = await openEmbeddedStore(runtime.environment.variables.get("TUTTI_STORE") ?? "", runtime.disk);
const acknowledged = await runtime.disk.openAppend(
  runtime.environment.variables.get("TUTTI_ACKNOWLEDGED") ?? "",
);
const first = store.revision;

async function writer(lane: number): Promise<void> {
  for (let n = 0; ; n += 1) {
    const key = `k/${first}/${lane}/${n}`;
    const value = new TextEncoder().encode(key.repeat(1 + ((n * 7 + lane) % 200)));
    const result = await store.commit({
      compares: [{ key, modifyRevision: 0 }],
      operations: [
        { kind: "put", key, value },
        { kind: "put", key: `last/${lane}`, value },
      ],
    });
    if (result.kind !== "committed") throw new Error(`not committed: ${result.kind}`);
    await acknowledged.append(`${key} ${result.revision}\n`);
  }
}

await Promise.all(Array.from({ length: 16 }, (_unused, lane) => writer(lane)));
