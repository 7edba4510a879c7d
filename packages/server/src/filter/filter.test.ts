import { describe, expect, test } from "vitest";
import { Refusal } from "../state/refusal.ts";
import { compileFilter, compileLate } from "./filter.ts";
import { FILTER_DEPTH_MAX } from "./parse.ts";
import { checkSelectors, healthSelectors } from "./selectors.ts";

const PREFIX = "Failed to create boolean expression evaluator: ";

/** An instance with everything, and one of which an answer shows only what it must. */
const instances = [
  {
    Node: { Node: "n1", Meta: { env: "dev" } },
    Service: {
      Service: "web",
      Tags: ["v1", "blue"],
      TaggedAddresses: { lan: { Address: "10.0.0.1", Port: 80 } },
      Meta: { env: "dev", "odd key": "x" },
      Port: 80,
      EnableTagOverride: false,
      Proxy: { Upstreams: [{ DestinationName: "db", LocalBindPort: 9 }] },
      Connect: { Native: true },
    },
    Checks: [
      { CheckID: "c1", Status: "passing", ServiceTags: ["v1"] },
      { CheckID: "c2", Status: "critical", ServiceTags: null },
    ],
  },
  {
    Node: { Node: "n2", Meta: null },
    Service: { Service: "Web", Tags: null, Meta: null, Port: 0, EnableTagOverride: true },
    Checks: [],
  },
];

/** Every row is what go-bexpr 0.1.2 says, which Consul filters with. */
describe("compileFilter()", () => {
  test.each([
    ["Service.Service == web", true, false],
    ['Service.Service == "web"', true, false],
    ["Service.Service != web", false, true],
    ["Service.Service contains e", true, true],
    ['"e" in Service.Service', true, true],
    ["Service.Port == 80", true, false],
    ['Service.Port == "0x50"', true, false],
    ['Service.Port == "0b1010000"', true, false],
    ['Service.Port == "0120"', true, false],
    ['Service.Port == "0o120"', true, false],
    ['Service.Port == "8_0"', true, false],
    ['Service.Port == "+80"', true, false],
    ["Service.Port != 80", false, true],
    ["Service.Port == 0", false, true],
    ["Service.EnableTagOverride == false", true, false],
    ["Service.EnableTagOverride == T", false, true],
    ['Service.EnableTagOverride != "1"', true, false],
    ["Service.Connect.Native == false", false, true],
    ['Service.Kind == ""', true, true],
    ['Service.Kind != "connect-proxy"', true, true],
    ["v1 in Service.Tags", true, false],
    ['"v2" not in Service.Tags', true, true],
    ["Service.Tags contains blue", true, false],
    ["Service.Tags not contains blue", false, true],
    ["Service.Tags is empty", false, true],
    ["Service.Tags is not empty", true, false],
    ["Service.Meta.env == dev", true, false],
    ["Service.Meta.env != dev", false, true],
    ['Service.Meta["odd key"] == x', true, false],
    ["Service.Meta[`odd key`] == x", true, false],
    ["env in Service.Meta", true, false],
    ["none in Service.Meta", false, false],
    ["none not in Service.Meta", true, true],
    ["Service.Meta is empty", false, true],
    ["Service.Meta.none == x", false, false],
    ["Service.Meta.none != x", true, true],
    ["Service.Meta.none contains x", false, false],
    ["Service.Meta.none not contains x", true, true],
    ["Service.Meta.none matches x", true, true],
    ["Service.Meta.none not matches x", true, true],
    ["Service.TaggedAddresses.lan.Port == 80", true, false],
    ["Service.TaggedAddresses.wan.Port == 80", false, false],
    ["Service.TaggedAddresses.wan.Port != 80", true, true],
    ["Service.Service matches `^w.b$`", true, false],
    ["Service.Service matches eb", true, true],
    ["Service.Service not matches `^w`", false, true],
    ["Checks.Status == critical", true, false],
    ["Checks.Status != passing", true, false],
    ["Checks.Status == warning", false, false],
    ["not Checks.Status == passing", false, true],
    ["Checks.Status matches `^p`", true, false],
    ["Checks is empty", false, true],
    ["Checks.ServiceTags contains v1", true, false],
    ["Checks.ServiceTags is empty", true, false],
    ["Checks.ServiceTags not contains v1", true, false],
    ["Service.Proxy.Upstreams is empty", false, true],
    ["Service.Proxy.Upstreams.DestinationName == db", true, false],
    ["Service.Proxy.Upstreams.DestinationName != db", false, false],
    ['Service.Proxy.Expose.Paths.Path == ""', false, false],
    ["Service.Service == web and Service.Port == 81", false, false],
    ["Service.Service == api or Service.Port == 80", true, false],
    ["not (Service.Service == web and Service.Port == 81)", true, true],
    ["not Service.Service == web or v1 in Service.Tags", true, true],
    ["not not Service.Service == web", true, false],
    ["Service.Port == 0 or Service.Port == 80 and Service.Service == web", true, true],
    ["(Service.Port == 0 or Service.Port == 80) and Service.Service == web", true, false],
    ["((Service.Port==80))", true, false],
    ["  Service.Port==80  ", true, false],
    ['Service.Service == "\\x77eb"', true, false],
    ['Service.Service == "w\\u0065b"', true, false],
    ["Service.Service == Web.x", false, false],
  ])("%s: the full one %s, the bare one %s", (text, full, bare) => {
    const filter = compileFilter(text, healthSelectors);
    if (filter instanceof Refusal) throw new Error(filter.text);
    expect(instances.map(filter)).toEqual([full, bare]);
  });

  test.each([
    ["Service", '1:8 (7): no match found, expected: "!=", ".", "==", "[", [ \\t\\r\\n] or [a-zA-Z0-9_]'],
    ["Service == web", 'Invalid match operator "Equal" for selector "Service"'],
    ["Service.Nope == 1", 'Selector "Service.Nope" is not valid'],
    ["Nope == 1", 'Selector "Nope" is not valid'],
    ["Node.Meta.a.b == 1", 'Selector "Node.Meta.a.b" is not valid'],
    ["Checks.Nope == 1", 'Selector "Checks.Nope" is not valid'],
    ["Service.Tags == v1", 'Invalid match operator "Equal" for selector "Service.Tags"'],
    ["Service.Port is empty", 'Invalid match operator "Is Empty" for selector "Service.Port"'],
    ["Service.Port contains 8", 'Invalid match operator "In" for selector "Service.Port"'],
    ["Service.Port matches 8", 'Invalid match operator "Matches" for selector "Service.Port"'],
    [
      "Service.EnableTagOverride == maybe",
      'Failed to coerce value "maybe" for selector "Service.EnableTagOverride": strconv.ParseBool: parsing "maybe": invalid syntax',
    ],
    [
      "Service.Port != abc",
      'Failed to coerce value "abc" for selector "Service.Port": strconv.ParseInt: parsing "abc": invalid syntax',
    ],
    [
      "Service.Port == 1.5",
      'Failed to coerce value "1.5" for selector "Service.Port": strconv.ParseInt: parsing "1.5": invalid syntax',
    ],
    [
      'Service.Port == "99999999999999999999"',
      'Failed to coerce value "99999999999999999999" for selector "Service.Port": strconv.ParseInt: parsing "99999999999999999999": value out of range',
    ],
    ["Service.Meta == x", 'Invalid match operator "Equal" for selector "Service.Meta"'],
    ["Service.Service is empty", 'Invalid match operator "Is Empty" for selector "Service.Service"'],
    ["Service.Meta.env is empty", 'Invalid match operator "Is Empty" for selector "Service.Meta.env"'],
    ["Checks contains x", 'Invalid match operator "In" for selector "Checks"'],
    [
      "Service.Proxy.Upstreams contains db",
      'Invalid match operator "In" for selector "Service.Proxy.Upstreams"',
    ],
    [
      'Service.Service matches "("',
      'Failed to compile regular expression "(": error parsing regexp: missing closing ): `(`',
    ],
    [
      "Service.Port ==",
      '1:16 (15): no match found, expected: "-", "0", "\\"", "`", [ \\t\\r\\n], [1-9] or [a-zA-Z]',
    ],
    [
      "== 80",
      '1:1 (0): no match found, expected: "(", "-", "0", "\\"", "`", "not", [ \\t\\r\\n], [1-9] or [a-zA-Z]',
    ],
    ["Service.Port == 80 and", "1:23 (22): no match found, expected: [ \\t\\r\\n]"],
    [
      "Service.Port == 80 xor Node.Node == n1",
      '1:20 (19): no match found, expected: "and", "or", [ \\t\\r\\n] or EOF',
    ],
    ["(Service.Port == 80", '1:20 (19): rule "grouping": Unmatched parentheses'],
    ["Service.Port == 80)", '1:19 (18): no match found, expected: ".", [ \\t\\r\\n], [0-9] or EOF'],
    ['Service.Meta["odd key" == x', '1:24 (23): rule "index": Unclosed index expression'],
    ["Service.Meta[odd] == x", '1:14 (13): rule "index": Invalid index'],
    ['Service.Service == "web', '1:24 (23): rule "string": Unterminated string literal'],
    [
      "Service.Service == 'web'",
      '1:20 (19): no match found, expected: "-", "0", "\\"", "`", [ \\t\\r\\n], [1-9] or [a-zA-Z]',
    ],
    ["Service.Port == 80x", '1:19 (18): rule "number": Invalid number literal'],
    ['Service.Service == "a\\q"', '1:20 (19): rule "string": invalid syntax'],
    ["80 in 80", '1:7 (6): rule "match": Invalid selector'],
    ["web not in", "1:11 (10): no match found, expected: [ \\t\\r\\n]"],
    [
      "Service.Service == my-node",
      '1:22 (21): no match found, expected: ".", "[", [ \\t\\r\\n], [a-zA-Z0-9_] or EOF',
    ],
    ["Service.Service is not full", '1:24 (23): no match found, expected: "empty" or [ \\t\\r\\n]'],
    ["not", '1:4 (3): no match found, expected: "!=", ".", "==", "[", [ \\t\\r\\n] or [a-zA-Z0-9_]'],
    ["Service.Tags is empty or", "1:25 (24): no match found, expected: [ \\t\\r\\n]"],
    [
      "Service.Service",
      '1:16 (15): no match found, expected: "!=", ".", "==", "[", [ \\t\\r\\n] or [a-zA-Z0-9_]',
    ],
    [
      "Service.Service ==\té",
      '1:20 (19): no match found, expected: "-", "0", "\\"", "`", [ \\t\\r\\n], [1-9] or [a-zA-Z]',
    ],
    [
      "Service.Service\n== é",
      '2:4 (19): no match found, expected: "-", "0", "\\"", "`", [ \\t\\r\\n], [1-9] or [a-zA-Z]',
    ],
  ])("%s is refused", (text, message) => {
    expect(compileFilter(text, healthSelectors)).toMatchObject({ status: 500, text: PREFIX + message });
  });

  test("no filter lets everything pass", () => {
    const filter = compileFilter("", healthSelectors);
    if (filter instanceof Refusal) throw new Error(filter.text);
    expect(filter({})).toBe(true);
  });

  test.each([
    ["parentheses", "(", ")"],
    ["negations", "not ", ""],
  ])("%s nest so far and no further", (_name, open, close) => {
    const nested = (levels: number): string => `${open.repeat(levels)}Node.Node == n1${close.repeat(levels)}`;
    const deepest = compileFilter(nested(FILTER_DEPTH_MAX - 1), healthSelectors);
    if (deepest instanceof Refusal) throw new Error(deepest.text);
    const tooDeep = compileFilter(nested(FILTER_DEPTH_MAX + 1), healthSelectors);
    expect(tooDeep instanceof Refusal && tooDeep.text).toContain(`deeper than ${FILTER_DEPTH_MAX} levels`);
  });

  test("a long row of parts is not deep", () => {
    const filter = compileFilter(Array(2000).fill("Node.Node == n1").join(" and "), healthSelectors);
    if (filter instanceof Refusal) throw new Error(filter.text);
    expect(instances.map(filter)).toEqual([true, false]);
  });
});

describe("compileLate()", () => {
  test("refuses what cannot be read at once, and fields when it is told of which record", () => {
    expect(compileLate("Status ==")).toBeInstanceOf(Refusal);
    const late = compileLate("Nope == 1");
    if (late instanceof Refusal) throw new Error(late.text);
    expect(late(checkSelectors)).toMatchObject({ status: 500, text: 'Selector "Nope" is not valid' });
  });
});
