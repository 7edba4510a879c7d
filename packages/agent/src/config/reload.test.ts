import { describe, expect, test } from "vitest";
import { builtOf, MINIMAL } from "../../testkit/built-config.ts";
import { waitingForRestart } from "./reload.ts";

describe("waitingForRestart()", () => {
  test.each<[string, string, readonly string[]]>([
    ["{}", "{}", []],
    ['{"node_name": "a"}', '{"node_name": "a"}', []],
    ['{"node_name": "a"}', '{"node_name": "b"}', ["node_name"]],
    ["{}", '{"ports": {"http": 1}, "datacenter": "x"}', ["datacenter", "ports.http"]],
    ['{"acl": {"tokens": {"master": "m"}}}', "{}", ["acl.tokens.master"]],
    ["{}", '{"node_meta": {"a": "b"}}', ["node_meta"]],
    // What a running agent takes over.
    ["{}", '{"service": {"name": "x"}, "checks": [{"name": "x", "ttl": "1s"}]}', []],
    [
      "{}",
      '{"dns_config": {"only_passing": true, "node_ttl": "1s", "soa": {"retry": 1}}, "recursors": ["1.1.1.1"], "recursor": "8.8.8.8"}',
      [],
    ],
    ["{}", '{"log_level": "warn"}', []],
    // Nothing follows of it in any case.
    ["{}", '{"ui": true}', []],
  ])("from %s to %s: %j", (before, after, wanted) => {
    expect(waitingForRestart(builtOf([MINIMAL, before]), builtOf([MINIMAL, after]))).toEqual(wanted);
  });
});
