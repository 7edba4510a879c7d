import { storeContract } from "../testkit/store-contract.ts";
import { createMemoryStore } from "./memory-store.ts";

storeContract(async () => createMemoryStore(), { runs: 200 });
