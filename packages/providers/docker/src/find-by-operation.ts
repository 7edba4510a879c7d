import { Fields } from "@tutti/plugin";
import type { EngineClient } from "./engine-client.ts";
import { operationFilter } from "./operation-label.ts";

/** The id of what an operation made, by its label. */
export async function findByOperation(
  engine: EngineClient,
  listPath: "/containers/json" | "/networks",
  operationId: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const all = listPath === "/networks" ? undefined : true;
  const query = { all, filters: operationFilter(operationId) };
  const found = await engine.list(listPath, { query, signal });
  const first = found[0];
  return first === undefined ? undefined : new Fields(first).string("Id");
}
