import { expect, test } from "vitest";
import { builtOf } from "../../testkit/built-config.ts";
import { allowConfigured } from "./registration-refusal.ts";

test.each<[string, string]>([
  ['"service": {"name": "a", "meta": {"k": "v"}}', ""],
  ['"service": {"name": "a", "weights": {"warning": 0}}', ""],
  ['"service": {"name": "a", "connect": {"sidecar_service": {"weights": {"passing": 2}}}}', ""],
  ['"services": [{"name": "a"}, {}]', 'Failed to register service "": Missing service name'],
  [
    '"service": {"name": "a", "check": {"http": "x"}}',
    'Failed to register service "a": Invalid check: Interval must be > 0 for Script, HTTP, or TCP checks',
  ],
  ['"service": {"name": "a", "connect": {"sidecar_service": {}}}', ""],
  [
    '"service": {"name": "a", "connect": {"sidecar_service": {}}}, "ports": {"sidecar_min_port": 0, "sidecar_max_port": 0}',
    'Failed to register service "a": Invalid SidecarService: no port provided for sidecar_service and auto-assignment disabled in config',
  ],
  [
    '"service": {"name": "a", "connect": {"sidecar_service": {"check": {"args": ["x"], "interval": "1s"}}}}',
    "Failed to register service \"a\": Scripts are disabled on this agent; to enable, configure 'enable_script_checks' or 'enable_local_script_checks' to true",
  ],
  [
    '"enable_local_script_checks": true, "service": {"name": "a", "check": {"args": ["x"], "interval": "1s"}}',
    "",
  ],
  ['"check": {"ttl": "1s"}', 'Failed to register check "": Missing check name'],
  ['"check": {"name": "c", "ttl": "1s", "status": "odd"}', 'Failed to register check "c": Bad check status'],
  [
    '"check": {"name": "c", "http": "x"}',
    'Failed to register check "c": Invalid check: Interval must be > 0 for Script, HTTP, or TCP checks',
  ],
  [
    '"check": {"name": "c", "args": ["x"], "interval": "1s"}',
    "Failed to register check \"c\": Scripts are disabled on this agent; to enable, configure 'enable_script_checks' or 'enable_local_script_checks' to true",
  ],
])("a configuration of %s is refused for what cannot be registered", (text, wanted) => {
  const allowed = allowConfigured(builtOf([`{"data_dir": "d", ${text}}`]).agent);
  expect(allowed === true ? "" : allowed.text).toBe(wanted);
});
