import { expect, test } from "vitest";
import { basicAuthorization, urlAuthorization } from "./basic-authorization.ts";

test.each([
  // The example of RFC 7617.
  ["Aladdin", "open sesame", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="],
  ["test", "123£", "Basic dGVzdDoxMjPCow=="],
  ["u", "", "Basic dTo="],
  ["", "p", "Basic OnA="],
])("basicAuthorization(%j, %j)", (userName, password, wanted) => {
  expect(basicAuthorization(userName, password)).toBe(wanted);
});

test.each([
  ["http://a.test/", undefined],
  ["http://u@a.test/", basicAuthorization("u", "")],
  ["http://:p@a.test/", basicAuthorization("", "p")],
  ["http://u%40x:p%3A@a.test/", basicAuthorization("u@x", "p:")],
])("urlAuthorization(%s)", (url, wanted) => {
  expect(urlAuthorization(new URL(url))).toBe(wanted);
});

test("what is not percent-encoded UTF-8 is no authorization", () => {
  expect(() => urlAuthorization(new URL("http://%ff@a.test/"))).toThrow(URIError);
});
