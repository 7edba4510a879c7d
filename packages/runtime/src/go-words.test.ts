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
    [
      "ERR_TLS_CERT_ALTNAME_INVALID",
      "Hostname/IP does not match certificate's altnames: Host: db.example. is not in the cert's altnames: DNS:a.test, DNS:b.test, IP Address:10.0.0.1",
      "x509: certificate is valid for a.test, b.test, not db.example",
    ],
    [
      "ERR_TLS_CERT_ALTNAME_INVALID",
      "Hostname/IP does not match certificate's altnames: Host: db.example. is not in the cert's altnames: IP Address:10.0.0.1",
      "x509: certificate is not valid for any names, but wanted to match db.example",
    ],
    [
      "ERR_TLS_CERT_ALTNAME_INVALID",
      "Hostname/IP does not match certificate's altnames: IP: 10.0.0.2 is not in the cert's list: 10.0.0.1, ::1",
      "x509: certificate is valid for 10.0.0.1, ::1, not 10.0.0.2",
    ],
    ["CERT_HAS_EXPIRED", "certificate has expired", "x509: certificate has expired or is not yet valid"],
    [
      "CERT_NOT_YET_VALID",
      "certificate is not yet valid",
      "x509: certificate has expired or is not yet valid",
    ],
    [
      "ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE",
      "C0:error:0A000412:SSL routines:ssl3_read_bytes:sslv3 alert bad certificate:rec_layer_s3.c:1584:SSL alert number 42",
      "remote error: tls: bad certificate",
    ],
    [
      "ERR_SSL_TLSV1_ALERT_UNKNOWN_CA",
      "C0:error:0A000418:SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca:rec_layer_s3.c:1584:SSL alert number 48",
      "remote error: tls: unknown certificate authority",
    ],
    [
      "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
      "C0:error:0A00042E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version:rec_layer_s3.c:1584:SSL alert number 70",
      "remote error: tls: protocol version not supported",
    ],
    [
      "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE",
      "C0:error:0A000410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure:rec_layer_s3.c:1584:SSL alert number 40",
      "remote error: tls: handshake failure",
    ],
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
