import { expect, test } from "vitest";
import { parseHandshake } from "./handshake.ts";

test.each([
  [
    "1|5|unix|/tmp/plugin1|grpc|\n",
    { target: { socketPath: "/tmp/plugin1" }, protocol: 5, certificate: undefined },
  ],
  [
    "1|6|tcp|127.0.0.1:1234|grpc",
    { target: { host: "127.0.0.1", port: 1234 }, protocol: 6, certificate: undefined },
  ],
  ["1|6|tcp|[::1]:1234|grpc|", { target: { host: "::1", port: 1234 }, protocol: 6, certificate: undefined }],
  // Padding is left out, and without it there is no certificate.
  [
    "1|6|unix|/s|grpc|QUJD REU".replace(" ", ""),
    {
      target: { socketPath: "/s" },
      protocol: 6,
      certificate: "-----BEGIN CERTIFICATE-----\nQUJDREU=\n-----END CERTIFICATE-----\n",
    },
  ],
  ["1|6|unix|/s|grpc||true", { target: { socketPath: "/s" }, protocol: 6, certificate: undefined }],
  ["hello", { wrong: 'its first line is no handshake: "hello"' }],
  ["2|6|unix|/s|grpc", { wrong: 'it speaks version "2" of the handshake, and not 1' }],
  ["1|4|unix|/s|grpc", { wrong: 'it speaks version "4" of the plugin protocol, and not 5 or 6' }],
  ["1|5|unix|/s", { wrong: 'it speaks "netrpc", and not grpc' }],
  ["1|5|udp|/s|grpc", { wrong: 'it listens at "udp|/s"' }],
  ["1|5|tcp|h:65535|grpc", { target: { host: "h", port: 65_535 }, protocol: 5, certificate: undefined }],
  ["1|5|tcp|h:65536|grpc", { wrong: 'it listens at "tcp|h:65536"' }],
  ["1|5|tcp|host:99999|grpc", { wrong: 'it listens at "tcp|host:99999"' }],
  ["1|5|unix||grpc", { wrong: 'it listens at "unix|"' }],
])("%j", (line, wanted) => {
  expect(parseHandshake(line)).toEqual(wanted);
});
