import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { runtimeContract } from "../../testkit/runtime-contract.ts";
import { createRealRuntime } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "tutti-runtime-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

for (const readAtOnce of [false, true])
  runtimeContract(readAtOnce ? "real, reading at once" : "real", async () => ({
    runtime: createRealRuntime({ readAtOnce }),
    folder: mkdtempSync(join(folder, "world-")),
    host: "127.0.0.1",
    run: (promise) => promise,
    programs: {
      endless: ["sleep", "1000"],
      ending: ["sh", "-c", 'printf %s "$0"; exit 3'],
      asking: ["sh", "-c", 'printf %s "$A"; cat'],
    },
  }));
