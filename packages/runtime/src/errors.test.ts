import { expect, test } from "vitest";
import { fromUnknown, RuntimeError } from "./errors.ts";

test.each([
  ["self-signed certificate", "self-signed certificate"],
  [
    "self-signed certificate; if the root CA is installed locally, try running Node.js with --use-system-ca",
    "self-signed certificate",
  ],
  ["refused; if that stays, look at the rights", "refused; if that stays, look at the rights"],
])("of %j people are told %j", (said, told) => {
  const error = fromUnknown(Object.assign(new Error(said), { code: "DEPTH_ZERO_SELF_SIGNED_CERT" }), "host");
  expect([error.code, error.subject, error.message]).toEqual(["DEPTH_ZERO_SELF_SIGNED_CERT", "host", told]);
});

test("of a host none of whose addresses answers the first one counts", () => {
  const refused = ["::1", "127.0.0.1"].map((host) => new Error(`connect ECONNREFUSED ${host}:1`));
  const error = Object.assign(new AggregateError(refused), { code: "ECONNREFUSED" });
  expect(fromUnknown(error, "host")).toMatchObject({
    code: "ECONNREFUSED",
    message: "connect ECONNREFUSED ::1:1",
  });
  expect(fromUnknown(new AggregateError(refused, "said"), "host").message).toBe("said");
  expect(fromUnknown(new AggregateError([]), "host").message).toBe("");
});

test("what comes by the door once stays as it is, and what is no error gets a code", () => {
  const own = new RuntimeError("ENOENT", "a", "gone");
  expect(fromUnknown(own, "b")).toBe(own);
  expect(fromUnknown("odd", "b")).toMatchObject({ code: "EUNKNOWN", subject: "b", message: "odd" });
  expect(fromUnknown(new Error("plain"), "b")).toMatchObject({ code: "EUNKNOWN", message: "plain" });
});
