import { ProviderFailure } from "@tutti/plugin";
import { expect, test } from "vitest";
import { parseEngineHost } from "./engine-host.ts";

test.each([
  ["unix:///var/run/docker.sock", "http://localhost", "/var/run/docker.sock", undefined],
  ["tcp://127.0.0.1:2375", "http://127.0.0.1:2375", undefined, undefined],
  ["tcp://build.example", "http://build.example:2375", undefined, "build.example"],
  ["tcp://[::1]:99", "http://[::1]:99", undefined, undefined],
])("parseEngineHost(%s)", (text, baseUrl, socketPath, machine) => {
  expect(parseEngineHost(text)).toEqual({ text, baseUrl, socketPath, machine });
});

test.each([
  ["ssh://root@x", /over SSH are not supported/],
  ["nonsense", /must be "unix:/],
  ["tcp://127id = .0.0.1:2375", /must be "unix:/],
  ["tcp://a b", /must be "unix:/],
  ["tcp://user@host", /must be "unix:/],
  ["tcp://host:99999", /must be "unix:/],
  ["tcp://[::x]:1", /must be "unix:/],
  ["tcp://host/path", /must be "unix:/],
])("parseEngineHost(%s) says what is possible", (text, detail) => {
  const refusal = (): unknown => {
    try {
      return parseEngineHost(text);
    } catch (error) {
      return error;
    }
  };
  const found = refusal();
  expect(found instanceof ProviderFailure ? found.detail : found).toMatch(detail);
});
