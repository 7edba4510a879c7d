import { expect, test } from "vitest";
import { emptyBody } from "../decode/zero.ts";
import { HEALTH_CHECK } from "./bodies.ts";
import { checkTypeOf } from "./check-type.ts";

const { Definition: nothing } = emptyBody(HEALTH_CHECK);

test.each<[given: Partial<typeof nothing>, type: string]>([
  [{}, ""],
  [{ HTTP: "http://x" }, ""],
  [{ HTTP: "http://x", Interval: 1 }, "http"],
  [{ HTTP: "http://x", GRPC: "x", Interval: 1 }, "grpc"],
  [{ TCP: "x:1", Interval: 1 }, "tcp"],
  [{ TCP: "x:1", TTL: 1 }, "ttl"],
  [{ AliasNode: "n" }, "alias"],
  [{ AliasService: "s" }, "alias"],
  [{ ScriptArgs: ["x"] }, "script"],
  [{ ScriptArgs: ["x"], DockerContainerID: "d" }, "script"],
  [{ ScriptArgs: ["x"], DockerContainerID: "d", Interval: 1 }, "docker"],
  [{ DockerContainerID: "d", Interval: 1 }, ""],
])("a check of %j is of the type %j", (given, type) => {
  expect(checkTypeOf({ ...nothing, ...given })).toBe(type);
});
