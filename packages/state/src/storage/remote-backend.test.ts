import { RuntimeError } from "@tutti/runtime";
import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { backendContract } from "../../testkit/backend-contract.ts";
import { createMemoryStorage } from "../../testkit/memory-storage.ts";
import type { Backend } from "../backend.ts";
import { formatProblems, type Loaded } from "../problem.ts";
import { UNSEALED } from "../state-seal.ts";
import { createRemoteBackend } from "./remote-backend.ts";

const READER = { name: "Tutti", version: "1.11.4" };

backendContract("states over storage in memory", async () => {
  const simulation = createSimulation(1);
  const runtime = simulation.host("a");
  const storage = createMemoryStorage();
  const open = () =>
    createRemoteBackend(storage, { runtime, reader: READER, seal: UNSEALED, directory: "work" });
  return {
    mine: open(),
    theirs: open(),
    run: (promise) => simulation.until(promise),
    loseLock: async ({ workspace }) => storage.loseLock(workspace),
  };
});

/** Over storage whose workspaces answer so. */
function over(workspaces: ReturnType<typeof createMemoryStorage>["workspaces"]): Backend {
  const runtime = createSimulation(1).host("a");
  const storage = { ...createMemoryStorage(), workspaces };
  return createRemoteBackend(storage, { runtime, reader: READER, seal: UNSEALED, directory: "work" });
}

const told = (loaded: Loaded<unknown>): string => (loaded.ok ? "" : formatProblems(loaded.problems));

test("what a server refuses of workspaces is told with what was wanted", async () => {
  const refuses = async (): Promise<never> => {
    throw new RuntimeError("EREMOTE", "memory", "HTTP error: 503");
  };
  const nothing = over({ list: refuses, remove: refuses });
  expect(told(await nothing.workspaces())).toBe("Failed to list workspaces: memory: HTTP error: 503.");
  expect(told(await nothing.createWorkspace("a"))).toBe(
    "Failed to create the workspace: memory: HTTP error: 503.",
  );
  expect(told(await nothing.deleteWorkspace("a"))).toBe(
    "Failed to delete the workspace: memory: HTTP error: 503.",
  );
  const kept = over({ list: async () => ["b", "a"], remove: refuses });
  expect(await kept.workspaces()).toEqual({ ok: true, value: ["default", "a", "b"] });
  expect(told(await kept.deleteWorkspace("a"))).toBe(
    "Failed to delete the workspace: memory: HTTP error: 503.",
  );
});

test("one state only has no workspaces, whatever they are called", async () => {
  const backend = over(undefined);
  expect(await backend.workspaces()).toEqual({ ok: true, value: ["default"] });
  const why =
    'Workspaces are not supported: The backend "memory" keeps one state at its address, so it has no workspaces but "default". Use an address of its own for each state.';
  for (const name of ["a", "default", "../a"]) {
    expect(told(await backend.createWorkspace(name))).toBe(why);
    expect(told(await backend.deleteWorkspace(name))).toBe(why);
  }
});
