import { expect, test } from "vitest";
import { isImageId, parseReference } from "./reference.ts";

test.each([
  ["ubuntu", "ubuntu", undefined, undefined, "docker.io"],
  ["ubuntu:22.04", "ubuntu", "22.04", undefined, "docker.io"],
  ["library/ubuntu:a", "library/ubuntu", "a", undefined, "docker.io"],
  ["ghcr.io/a/b:1", "ghcr.io/a/b", "1", undefined, "ghcr.io"],
  ["localhost:5000/a", "localhost:5000/a", undefined, undefined, "localhost:5000"],
  ["a/b@sha256:00", "a/b", undefined, "sha256:00", "docker.io"],
])("parseReference(%s)", (text, repository, tag, digest, registry) => {
  expect(parseReference(text)).toEqual({ repository, tag, digest, registry });
});

test("isImageId() knows ids from names", () => {
  expect(isImageId(`sha256:${"0".repeat(64)}`)).toBe(true);
  expect(isImageId("ubuntu:latest")).toBe(false);
});
