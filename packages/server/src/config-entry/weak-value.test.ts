import { describe, expect, test } from "vitest";
import { decodeConfigEntry } from "./decode.ts";

const decoded = (body: unknown): unknown => {
  const entry = decodeConfigEntry(body);
  return "text" in entry ? entry["text"] : entry;
};
const errors = (...lines: string[]): string =>
  `${lines.length} error(s) decoding:\n\n* ${lines.join("\n* ")}`;
const resolver = { Kind: "service-resolver", Name: "a" };

describe("wrong types, in the words of Consul's decoder", () => {
  test.each<[object, string]>([
    [
      { DefaultSubset: {} },
      errors("'DefaultSubset' expected type 'string', got unconvertible type 'map[string]interface {}'"),
    ],
    [
      { DefaultSubset: ["a", "b"] },
      errors("'DefaultSubset' expected type 'string', got unconvertible type '[]interface {}'"),
    ],
    ...Object.entries({ DefaultSubset: "string", ConnectTimeout: "time.Duration" }).flatMap(([field, type]) =>
      [[], [[]], [1, 2]].map((value): [object, string] => [
        { [field]: value },
        errors(`'${field}' expected type '${type}', got unconvertible type '[]interface {}'`),
      ]),
    ),
    [
      { ConnectTimeout: {} },
      errors(
        "'ConnectTimeout' expected type 'time.Duration', got unconvertible type 'map[string]interface {}'",
      ),
    ],
    [{ Redirect: [] }, errors("'Redirect' expected a map, got 'slice'")],
    [{ Redirect: [[]] }, errors("'Redirect' expected a map, got 'slice'")],
    [{ Meta: ["a", "b"] }, errors("'Meta[0]' expected a map, got 'string'")],
    [{ Meta: [{}, 5] }, errors("'Meta[1]' expected a map, got 'float64'")],
    [{ Subsets: ["a", "b"] }, errors("'Subsets[0]' expected a map, got 'string'")],
    [
      { Subsets: { v: { OnlyPassing: [] } } },
      errors("'Subsets[v].OnlyPassing' expected type 'bool', got unconvertible type '[]interface {}'"),
    ],
    [
      { LoadBalancer: { RingHashConfig: { MinimumRingSize: {} }, LeastRequestConfig: { ChoiceCount: [] } } },
      errors(
        "'LoadBalancer.LeastRequestConfig.ChoiceCount' expected type 'uint32', got unconvertible type '[]interface {}'",
        "'LoadBalancer.RingHashConfig.MinimumRingSize' expected type 'uint64', got unconvertible type 'map[string]interface {}'",
      ),
    ],
    ...["x", "", "-1"].map<[object, string]>((text) => [
      { LoadBalancer: { LeastRequestConfig: { ChoiceCount: text } } },
      errors(
        `cannot parse 'LoadBalancer.LeastRequestConfig.ChoiceCount' as uint: strconv.ParseUint: parsing "${text}": invalid syntax`,
      ),
    ]),
    [{ Subsets: "8080" }, errors("'Subsets' expected a map, got 'string'")],
    [{ Subsets: { v1: 5 } }, errors("'Subsets[v1]' expected a map, got 'float64'")],
    [{ Redirect: -1 }, errors("'Redirect' expected a map, got 'float64'")],
    [{ Redirect: false }, errors("'Redirect' expected a map, got 'bool'")],
    [{ Redirect: [1, 2] }, errors("'Redirect' expected a map, got 'slice'")],
    [{ ConnectTimeout: "x" }, errors("error decoding 'ConnectTimeout': time: invalid duration \"x\"")],
    [
      { Meta: { k: { x: 1 } } },
      errors("'Meta[k]' expected type 'string', got unconvertible type 'map[string]interface {}'"),
    ],
    [
      { Subsets: { v: { OnlyPassing: "maybe" } }, Redirect: 1 },
      errors(
        "'Redirect' expected a map, got 'float64'",
        "cannot parse 'Subsets[v].OnlyPassing' as bool: strconv.ParseBool: parsing \"maybe\": invalid syntax",
      ),
    ],
    [
      { LoadBalancer: { LeastRequestConfig: { ChoiceCount: "x" } } },
      errors(
        "cannot parse 'LoadBalancer.LeastRequestConfig.ChoiceCount' as uint: strconv.ParseUint: parsing \"x\": invalid syntax",
      ),
    ],
    [
      { LoadBalancer: { LeastRequestConfig: { ChoiceCount: {} } } },
      errors(
        "'LoadBalancer.LeastRequestConfig.ChoiceCount' expected type 'uint32', got unconvertible type 'map[string]interface {}'",
      ),
    ],
    [
      { Subsets: { v: { OnlyPassing: {} } } },
      errors(
        "'Subsets[v].OnlyPassing' expected type 'bool', got unconvertible type 'map[string]interface {}'",
      ),
    ],
  ])("of a resolver: %j", (given, text) => {
    expect(decoded({ ...resolver, ...given })).toBe(text);
  });

  test.each<[object, string]>([
    [{ Kind: "service-intentions", Sources: 70000 }, errors("'Sources[0]' expected a map, got 'float64'")],
    [{ Kind: "service-router", Routes: -1 }, errors("'Routes[0]' expected a map, got 'float64'")],
    [
      { Kind: "service-splitter", Splits: [{ Weight: "" }] },
      errors("cannot parse 'Splits[0].Weight' as float: strconv.ParseFloat: parsing \"\": invalid syntax"),
    ],
    [
      { Kind: "service-splitter", Splits: [{ Weight: {} }] },
      errors("'Splits[0].Weight' expected type 'float32', got unconvertible type 'map[string]interface {}'"),
    ],
    [{ Kind: "proxy-defaults", Config: "x" }, errors("'Config' expected a map, got 'string'")],
  ])("%j", (given, text) => {
    expect(decoded({ Name: "a", ...given })).toBe(text);
  });
});
