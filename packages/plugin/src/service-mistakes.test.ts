import { listValue, mapValue, objectOfType, objectValue, STRING, Value } from "@tutti/values";
import { expect, test } from "vitest";
import { impliedType } from "./implied-type.ts";
import { fromPlain, type PlainRecord } from "./plain.ts";
import { SERVICE_BLOCK } from "./service.ts";
import { serviceMistakes } from "./service-mistakes.ts";

const SERVICE = impliedType(SERVICE_BLOCK.block);
const LATER = "(known after apply)";

/** The config of a resource with one service and one check of it. */
function config(service: PlainRecord, check: PlainRecord): Value {
  const block = withUnknowns(fromPlain(SERVICE, { ...service, check: [check] }), service);
  const [only = block] = block.asEntries.get("check")?.asItems ?? [];
  const checks = listValue(only.type, [withUnknowns(only, check)]);
  const one = objectOfType(SERVICE, new Map([...block.asEntries, ["check", checks] as const]));
  return objectValue({ service: mapValue(SERVICE, [["web", one]]) });
}

/** What stands as LATER in the plain record is unknown in the value. */
function withUnknowns(value: Value, plain: PlainRecord): Value {
  if (value.type.kind !== "object") return value;
  const entries = [...value.asEntries].map(
    ([name, item]) => [name, plain[name] === LATER ? Value.unknown(item.type) : item] as const,
  );
  return objectOfType(value.type, entries);
}

test.each<[string, Value, readonly string[]]>([
  ["a path and a port", config({ port: 80 }, { http: "/health" }), []],
  ["a path and a port known later", config({ port: LATER }, { http: "/health" }), []],
  [
    "a path without a port",
    config({}, { http: "/health" }),
    ["the check's path \"/health\" needs the service's port."],
  ],
  ["no kind", config({}, {}), ["a check needs exactly one of http, tcp, args, ttl; it has none."]],
  [
    "two kinds",
    config({ port: 1 }, { tcp: ":1", ttl: "1s" }),
    ["a check needs exactly one of http, tcp, args, ttl; it has tcp and ttl."],
  ],
  ["a kind known later", config({}, { http: LATER }), []],
  ["args known later", config({}, { args: LATER, docker: true }), []],
  ["all of it known later", objectValue({ service: Value.unknown(STRING) }), []],
  ["a number that is no port", config({ port: 70000 }, { ttl: "1s" }), ["70000 is no port."]],
])("serviceMistakes(): %s", (_, given, expected) => {
  const found = serviceMistakes(given).map(({ detail }) => detail.replace('Service "web": ', ""));
  expect(found).toEqual(expected);
});
