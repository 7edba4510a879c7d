import { describe, expect, test } from "vitest";
import { buildTexts, builtOf, MINIMAL } from "../../testkit/built-config.ts";

const watchesOf = (text: string) => builtOf([MINIMAL, text]).agent.watches;

test("a watch of HCL and one of JSON, one behind the other, with all that handlers take", () => {
  const hcl = `watches = [{ type = "key", key = "a", args = ["x", "-y"] }]`;
  const block = `watches { type = "nodes" handler = "x | y" }`;
  const http = {
    type: "services",
    handler_type: "http",
    http_handler_config: {
      path: "https://h/p",
      method: "PUT",
      header: { "x-foo": ["bar", "baz"] },
      timeout: "3s",
      tls_skip_verify: true,
    },
  };
  const built = builtOf([MINIMAL, hcl, block, JSON.stringify({ watches: [http] })]).agent.watches;
  expect(built.map(({ plan: { type }, handler }) => ({ type, handler }))).toEqual([
    { type: "key", handler: { kind: "program", args: ["x", "-y"] } },
    { type: "nodes", handler: { kind: "script", script: "x | y" } },
    {
      type: "services",
      handler: {
        kind: "http",
        url: "https://h/p",
        method: "PUT",
        headers: { "x-foo": ["bar", "baz"] },
        timeoutMs: 3000,
        tlsSkipVerify: true,
      },
    },
  ]);
});

test("what an HTTP handler does not say", () => {
  const text = `watches { type = "nodes" handler_type = "http" http_handler_config { path = "http://h" } }`;
  expect(watchesOf(text)[0]?.handler).toEqual({
    kind: "http",
    url: "http://h",
    method: "POST",
    headers: {},
    timeoutMs: 10_000,
    tlsSkipVerify: false,
  });
});

test("one argument may be a text", () => {
  expect(watchesOf(`watches { type = "nodes" args = "x" }`)[0]?.handler).toEqual({
    kind: "program",
    args: ["x"],
  });
});

describe("what is no watch keeps the agent from starting:", () => {
  const http = `"type": "nodes", "handler_type": "http"`;
  test.each([
    [`"type": "nodes"`, "Must define a watch handler"],
    [`"type": "nodes", "handler": ["x"]`, "Watch handler must be a string"],
    [`"type": "nodes", "args": [1]`, "Watch args must be a list of strings"],
    [`"type": "nodes", "args": 1`, "Watch args must be a list of strings"],
    [`"type": "nodes", "args": ["x"], "handler": "x"`, "Only one watch handler allowed"],
    [`"type": "nodes", "handler_type": "udp"`, "Handler type 'udp' not recognized"],
    [`"type": "connect_leaf", "args": ["x"]`, "Watch type connect_leaf is not allowed in agent config"],
    [`"args": ["x"]`, "Failed to parse watch: Watch type must be specified"],
    [`"type": "key", "args": ["x"]`, "Failed to parse watch: Must specify a single key to watch"],
    [
      `"type": "nodes", "args": ["x"], "http_handler_config": {}`,
      "Failed to parse watch: Invalid parameters: [http_handler_config]",
    ],
    [http, "Failed to parse watch: Handler type 'http' requires 'http_handler_config' to be set"],
    [
      `${http}, "http_handler_config": {}`,
      "Failed to parse watch: Failed to parse 'http_handler_config': Requires 'path' to be set",
    ],
    [`${http}, "args": ["x"], "http_handler_config": {"path": "http://h"}`, "Only one watch handler allowed"],
    [
      `${http}, "http_handler_config": {"path": "http://h", "timeout": "soon"}`,
      "Failed to parse watch: Failed to parse 'http_handler_config': Failed to parse timeout: time: invalid duration \"soon\"",
    ],
    [
      `${http}, "http_handler_config": {"path": 7}`,
      "Failed to parse watch: Failed to parse 'http_handler_config': 1 error(s) decoding:\n\n* 'path' expected type 'string', got unconvertible type 'float64'",
    ],
  ])("%s", (members, why) => expect(buildTexts([MINIMAL, `{"watches": [{${members}}]}`])).toBe(why));
});
