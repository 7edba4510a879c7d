import { describe, expect, test } from "vitest";
import { RuntimeError } from "./errors.ts";
import { bracketed, dialFailure, requestFailure } from "./go-words.ts";

const failed = (code: string, message: string) => new RuntimeError(code, "subject", message);

/** How Node tells of it, and how Go does. */
describe("a connection that cannot be made", () => {
  test.each([
    [
      "ECONNREFUSED",
      "connect ECONNREFUSED 127.0.0.1:81",
      "dial tcp 127.0.0.1:81: connect: connection refused",
    ],
    ["ECONNREFUSED", "connect ECONNREFUSED ::1:81", "dial tcp [::1]:81: connect: connection refused"],
    ["ECONNREFUSED", "nobody listens", "dial tcp db.example:80: connect: connection refused"],
    ["ECONNRESET", "reset", "dial tcp db.example:80: connect: connection reset by peer"],
    ["EHOSTUNREACH", "connect EHOSTUNREACH 10.0.0.9:80", "dial tcp 10.0.0.9:80: connect: no route to host"],
    ["ENETUNREACH", "no", "dial tcp db.example:80: connect: network is unreachable"],
    ["EADDRNOTAVAIL", "no", "dial tcp db.example:80: connect: cannot assign requested address"],
    ["EACCES", "no", "dial tcp db.example:80: connect: permission denied"],
    ["EPERM", "no", "dial tcp db.example:80: connect: operation not permitted"],
    ["ENOENT", "no", "dial tcp db.example:80: connect: no such file or directory"],
    ["ETIMEDOUT", "connect ETIMEDOUT 10.0.0.9:80", "dial tcp 10.0.0.9:80: connect: connection timed out"],
    ["ETIMEDOUT", "no answer within 5 ms", "dial tcp db.example:80: i/o timeout"],
    ["ENOTFOUND", "getaddrinfo ENOTFOUND db.example", "dial tcp: lookup db.example: no such host"],
    [
      "EAI_AGAIN",
      "getaddrinfo EAI_AGAIN db.example",
      "dial tcp: lookup db.example: Temporary failure in name resolution",
    ],
    ["EODD", "as it is", "as it is"],
  ])("%s, %j", (code, message, wanted) =>
    expect(dialFailure(failed(code, message), { host: "db.example", port: 80 })).toBe(wanted),
  );

  test("to an address of IPv6 has it in brackets", () => {
    expect(dialFailure(failed("ECONNREFUSED", "no"), { host: "::1", port: 80 })).toBe(
      "dial tcp [::1]:80: connect: connection refused",
    );
    expect([bracketed("::1"), bracketed("10.0.0.1")]).toEqual(["[::1]", "10.0.0.1"]);
  });
});

describe("a request without an answer", () => {
  test.each([
    ["ECONNREFUSED", "no", "http://h/a", "dial tcp h:80: connect: connection refused"],
    ["ECONNREFUSED", "no", "https://h/a", "dial tcp h:443: connect: connection refused"],
    ["ECONNREFUSED", "no", "http://[::1]:8/a", "dial tcp [::1]:8: connect: connection refused"],
    ["ECONNRESET", "socket hang up", "http://h/a", "EOF"],
    ["ECONNRESET", "read ECONNRESET", "http://h/a", "read: connection reset by peer"],
    [
      "ETIMEDOUT",
      "connect ETIMEDOUT 10.0.0.9:80",
      "http://h/",
      "dial tcp 10.0.0.9:80: connect: connection timed out",
    ],
    [
      "ETIMEDOUT",
      "no answer within 5 ms",
      "http://h/",
      "context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
    ],
    [
      "DEPTH_ZERO_SELF_SIGNED_CERT",
      "self-signed",
      "https://h/",
      "x509: certificate signed by unknown authority",
    ],
    [
      "SELF_SIGNED_CERT_IN_CHAIN",
      "self-signed",
      "https://h/",
      "x509: certificate signed by unknown authority",
    ],
    [
      "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
      "no",
      "https://h/",
      "x509: certificate signed by unknown authority",
    ],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "no", "https://h/", "x509: certificate signed by unknown authority"],
    ["ERR_INVALID_URL", "Invalid URL", "http://:x", "Invalid URL"],
  ])("%s, %j, to %s", (code, message, url, wanted) =>
    expect(requestFailure(failed(code, message), { method: "GET", url })).toBe(`Get "${url}": ${wanted}`),
  );

  test("over a socket of the file system names that", () =>
    expect(
      requestFailure(failed("ENOENT", "connect ENOENT /a.sock"), {
        method: "PUT",
        url: "http://localhost/b",
        socketPath: "/a.sock",
      }),
    ).toBe('Put "http://localhost/b": dial unix /a.sock: connect: no such file or directory'));
});
