import { expect, test } from "vitest";
import { shownPath } from "./shown-path.ts";

test.each([
  ["/v1/acl/info/5ca1ab1e", "/v1/acl/info/<hidden>"],
  ["/v1/acl/destroy/a/b?c", "/v1/acl/destroy/<hidden>?c"],
  ["/v1/acl/clone/", "/v1/acl/clone/"],
  ["/v1/acl/token/5ca1ab1e", "/v1/acl/token/5ca1ab1e"],
  ["/v1/kv/v1/acl/info/x", "/v1/kv/v1/acl/info/x"],
])("%s is shown as %s", (path, shown) => {
  expect(shownPath(path)).toBe(shown);
});
