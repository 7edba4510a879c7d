import { expect, test } from "vitest";
import { failureOfTrailers } from "./rpc-failure.ts";

type Fields = Readonly<Record<string, string>>;

test.each<
  [string, number, Fields, Fields, { readonly status: number; readonly message: string } | undefined]
>([
  ["all is well", 200, {}, { "grpc-status": "0" }, undefined],
  [
    "a refusal behind messages",
    200,
    {},
    { "grpc-status": "5", "grpc-message": "no%20such%20thing" },
    { status: 5, message: "no such thing" },
  ],
  [
    "a refusal in the headers alone",
    200,
    { "grpc-status": "12", "grpc-message": "what?" },
    {},
    { status: 12, message: "what?" },
  ],
  [
    "the trailers count before the headers",
    200,
    { "grpc-status": "0", "grpc-message": "a" },
    { "grpc-status": "2", "grpc-message": "b" },
    { status: 2, message: "b" },
  ],
  ["a refusal without words", 200, {}, { "grpc-status": "13" }, { status: 13, message: "" }],
  [
    "words that are no percent signs",
    200,
    {},
    { "grpc-status": "2", "grpc-message": "100% wrong" },
    { status: 2, message: "100% wrong" },
  ],
  ["no status", 200, {}, {}, { status: 13, message: "the answer has HTTP status 200 and no status of gRPC" }],
  [
    "a status that is none",
    200,
    {},
    { "grpc-status": "x" },
    { status: 13, message: "the answer has HTTP status 200 and no status of gRPC" },
  ],
  [
    "a server of something else",
    404,
    {},
    {},
    { status: 13, message: "the answer has HTTP status 404 and no status of gRPC" },
  ],
  [
    "well, but not by HTTP",
    503,
    {},
    { "grpc-status": "0" },
    { status: 13, message: "the answer has HTTP status 503 and no status of gRPC" },
  ],
])("%s", (_, status, headers, trailers, wanted) => {
  const failure = failureOfTrailers(
    status,
    new Map(Object.entries(headers)),
    new Map(Object.entries(trailers)),
  );
  expect(failure === undefined ? undefined : { status: failure.status, message: failure.message }).toEqual(
    wanted,
  );
});
