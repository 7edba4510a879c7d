import type { Decoded } from "../decode/shape.ts";
import type { HEALTH_CHECK } from "./bodies.ts";

type Definition = Decoded<typeof HEALTH_CHECK>["Definition"];

/** In Consul's order: the first that fits names the check. */
const TYPES: readonly (readonly [type: string, fits: (definition: Definition) => boolean])[] = [
  ["grpc", ({ GRPC, Interval }) => GRPC !== "" && Interval > 0],
  ["http", ({ HTTP, Interval }) => HTTP !== "" && Interval > 0],
  ["ttl", ({ TTL }) => TTL > 0],
  ["tcp", ({ TCP, Interval }) => TCP !== "" && Interval > 0],
  ["alias", ({ AliasNode, AliasService }) => AliasNode !== "" || AliasService !== ""],
  ["docker", (one) => isScript(one) && one.DockerContainerID !== "" && one.Interval > 0],
  ["script", isScript],
];

/** What a check that is registered in the catalog itself is by its definition; "" where that says nothing. */
export function checkTypeOf(definition: Definition): string {
  return TYPES.find(([, fits]) => fits(definition))?.[0] ?? "";
}

function isScript({ ScriptArgs }: Definition): boolean {
  return (ScriptArgs ?? []).length > 0;
}
