import { describe, expect, test } from "vitest";
import { buildTexts, builtOf, MINIMAL } from "../../testkit/built-config.ts";

const telemetry = (values: object): string => JSON.stringify({ telemetry: values });

describe("telemetry", () => {
  test("tells everything to whoever asks, and nobody else, where nothing is said", () => {
    expect(builtOf([MINIMAL]).agent.telemetry).toEqual({
      prefix: "consul",
      namesHost: true,
      rules: { allowed: [], blocked: [], byDefault: true },
      namesOldHttp: true,
      prometheusRetentionMs: 0,
      targets: [],
    });
  });

  test.each<[object, object]>([
    [{ metrics_prefix: "shop" }, { prefix: "shop" }],
    [{ disable_hostname: true }, { namesHost: false }],
    [{ "disable_compat_1.9": true }, { namesOldHttp: false }],
    [{ prometheus_retention_time: "60s" }, { prometheusRetentionMs: 60_000 }],
    [{ prometheus_retention_time: "-1s" }, { prometheusRetentionMs: 0 }],
    [
      { prefix_filter: ["+consul.raft", "-consul", "-consul.http"], filter_default: false },
      { rules: { allowed: ["consul.raft"], blocked: ["consul", "consul.http"], byDefault: false } },
    ],
    [
      { statsd_address: "10.0.0.1:8125" },
      { targets: [{ kind: "statsd", host: "10.0.0.1", port: 8125, tags: [] }] },
    ],
    [
      { statsite_address: "[::1]:8125" },
      { targets: [{ kind: "statsite", host: "::1", port: 8125, tags: [] }] },
    ],
    [
      { dogstatsd_addr: "dd.local:8125", dogstatsd_tags: ["a:b"] },
      { targets: [{ kind: "dogstatsd", host: "dd.local", port: 8125, tags: ["a:b"] }] },
    ],
  ])("%j", (given, wanted) => {
    expect(builtOf([MINIMAL, telemetry(given)]).agent.telemetry).toMatchObject(wanted);
  });

  test.each(["nowhere", "host:", "host:0", "host:65536", ":8125", "a b:1", "::1:8125"])(
    "an address that leads nowhere is refused: %s",
    (address) => {
      const text = `telemetry.statsd_address: "${address}" is no address; write HOST:PORT`;
      expect(buildTexts([MINIMAL, telemetry({ statsd_address: address })])).toBe(text);
    },
  );
});
