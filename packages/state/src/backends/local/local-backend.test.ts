import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRealRuntime, type Runtime } from "@tutti/runtime";
import { createSimulation } from "@tutti/simulation";
import { afterAll } from "vitest";
import { backendContract } from "../../../testkit/backend-contract.ts";
import { createLocalBackend } from "./local-backend.ts";

const READER = { name: "Tutti", version: "1.11.4" };

backendContract("local on a simulated disk", async () => {
  const simulation = createSimulation(1);
  const host = simulation.host("a");
  const open = (runtime: Runtime) =>
    createLocalBackend(runtime, READER, { path: "s/terraform.tfstate", workspaceDirectory: "s/d" });
  return {
    mine: open(host),
    theirs: open(host),
    run: (promise) => simulation.until(promise),
    // Somebody puts another file in its place.
    loseLock: async ({ place }) => {
      const text = await host.disk.readText(place);
      await host.disk.remove(place);
      await host.disk.writeFile(place, text);
    },
  };
});

const folder = mkdtempSync(join(tmpdir(), "tutti-local-"));
let count = 0;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

backendContract("local on a real disk", async () => {
  count += 1;
  const at = join(folder, String(count));
  const open = () =>
    createLocalBackend(createRealRuntime(), READER, {
      path: join(at, "terraform.tfstate"),
      workspaceDirectory: join(at, "d"),
    });
  return {
    mine: open(),
    theirs: open(),
    run: (promise) => promise,
    loseLock: async ({ place }) => {
      renameSync(place, `${place}.away`);
      writeFileSync(place, "");
    },
  };
});
