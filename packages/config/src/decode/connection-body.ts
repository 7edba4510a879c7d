import type { Body } from "@tutti/hcl";
import type { Connection, Provisioner } from "../module/resource.ts";
import { overrideBody } from "./overridden-body.ts";

/** The connection of a provisioner: its own block over that of its resource; undefined where there is neither. */
export function connectionBody(
  { connection }: Pick<Provisioner, "connection">,
  outer: Connection | undefined,
): Body | undefined {
  if (connection === undefined || outer === undefined) return (connection ?? outer)?.config;
  return overrideBody(outer.config, connection.config);
}
