import { expect, test } from "vitest";
import { nodeFilterMistake, nodeMetadataMistake, serviceMetadataMistake } from "./metadata-mistake.ts";

const pairs = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, ""]));
const refused = (key: string, value: string, why: string) =>
  `Couldn't load metadata pair ('${key}', '${value}'): ${why}`;
const long = (letter: string, length: number) => letter.repeat(length);

test.each<[Record<string, string> | null, string | undefined]>([
  [null, undefined],
  [{}, undefined],
  [{ a_B: "x", "9-": "", consul: "x", "a-consul-": "x" }, undefined],
  [{ "": "x" }, refused("", "x", "Key cannot be blank")],
  [{ "a b": "x" }, refused("a b", "x", "Key contains invalid characters")],
  [{ ok: "", "a.b": "x" }, refused("a.b", "x", "Key contains invalid characters")],
  [{ é: "x" }, refused("é", "x", "Key contains invalid characters")],
  [{ [long("k", 128)]: long("v", 512) }, undefined],
  [{ [long("k", 129)]: "v" }, refused(long("k", 129), "v", "Key is too long (limit: 128 characters)")],
  [{ k: long("v", 513) }, refused("k", long("v", 513), "Value is too long (limit: 512 characters)")],
  [{ k: long("é", 256) }, undefined],
  [{ k: long("é", 257) }, refused("k", long("é", 257), "Value is too long (limit: 512 characters)")],
  [pairs(64), undefined],
  [pairs(65), "Node metadata cannot contain more than 64 key/value pairs"],
])("metadata %#, of nodes, services and filters alike", (meta, text) => {
  expect([
    serviceMetadataMistake(undefined, meta),
    serviceMetadataMistake("mesh-gateway", meta),
    nodeMetadataMistake(meta),
    nodeFilterMistake(meta),
  ]).toEqual([text, text, text, text]);
});

const reserved = (key: string) => refused(key, "v", "Key prefix 'consul-' is reserved for internal use");

/** Each row: the key; who refuses it: a service, a mesh gateway, a node, a filter of nodes. */
test.each<[string, boolean[]]>([
  ["consul-x", [true, true, true, false]],
  ["consul-", [true, true, true, false]],
  ["consul-wan-federation", [true, false, true, false]],
  ["consul-wan-federation2", [true, true, true, false]],
])("the key %s", (key, refusals) => {
  const meta = { [key]: "v" };
  const texts = [
    serviceMetadataMistake("connect-proxy", meta),
    serviceMetadataMistake("mesh-gateway", meta),
    nodeMetadataMistake(meta),
    nodeFilterMistake(meta),
  ];
  expect(texts).toEqual(refusals.map((one) => (one ? reserved(key) : undefined)));
});
