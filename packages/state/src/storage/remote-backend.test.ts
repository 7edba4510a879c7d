import { createSimulation } from "@tutti/simulation";
import { backendContract } from "../../testkit/backend-contract.ts";
import { createMemoryStorage } from "../../testkit/memory-storage.ts";
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
