import { Buffer } from "node:buffer";
import { RuntimeError } from "@tutti/runtime";
import { describe, expect, test } from "vitest";
import { flag, struct, text as textShape } from "../decode/shape.ts";
import { serverError } from "../errors.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import { decodeBody, readBodyAs } from "./body.ts";
import { bytes, empty, encodeBody, json, refusal, text } from "./reply.ts";
import { type ApiRequest, BODY_BYTES_MAX, readBody, readBodyPieces } from "./request.ts";

const TYPE = "Content-Type";

describe("what goes to the client", () => {
  test.each([
    ["JSON", json({ a: [1] }), 200, { [TYPE]: "application/json" }, '{"a":[1]}'],
    [
      "JSON with a status and headers",
      json(null, { status: 500, headers: { A: "b", [TYPE]: "text/x" } }),
      500,
      { [TYPE]: "text/x", A: "b" },
      "null",
    ],
    ["text", text(404, "gone"), 404, { [TYPE]: "text/plain; charset=utf-8" }, "gone"],
    [
      "text with headers",
      text(404, "ä", { A: "b" }),
      404,
      { [TYPE]: "text/plain; charset=utf-8", A: "b" },
      "ä",
    ],
    ["nothing", empty(), 200, {}, ""],
    ["nothing, with a status", empty(404, { A: "b" }), 404, { A: "b" }, ""],
    ["bytes", bytes(Buffer.from("x"), "a/b"), 200, { [TYPE]: "a/b" }, "x"],
    ["bytes with headers", bytes(Buffer.from("x"), "a/b", { A: "b" }), 200, { [TYPE]: "a/b", A: "b" }, "x"],
  ])("%s", (_, reply, status, headers, body) => {
    expect([reply.kind, reply.status, reply.headers, encodeBody(reply, false).toString()]).toEqual([
      "whole",
      status,
      headers,
      body,
    ]);
  });

  test("a refusal says its text and its status, and which kind it is", () => {
    const refused = refuse(serverError("wait-time-invalid"), 400);
    const reply = refusal(refused, { A: "b" });
    expect(reply).toMatchObject({ status: 400, code: "wait-time-invalid", headers: { A: "b" } });
    expect(encodeBody(reply, true).toString()).toBe("Invalid wait time");
    expect(refusal(refuse(serverError("wait-time-invalid"))).status).toBe(500);
  });

  test("JSON is indented where somebody wants to read it", () => {
    expect(encodeBody(json({ a: [1] }), true).toString()).toBe('{\n    "a": [\n        1\n    ]\n}\n');
  });
});

/** A request whose body is `body`, told to be as long as that, or as `declared` says. */
function sent(body: string, declared: number | "unknown" = body.length, failure?: Error): ApiRequest {
  const whole = Buffer.from(body);
  const check = (max: number) => {
    if (failure !== undefined) throw failure;
    if (whole.length > max) throw new RuntimeError("E2BIG", "read", "too large");
    return whole;
  };
  const request: Pick<ApiRequest, "body"> = {
    body: {
      declared: declared === "unknown" ? undefined : declared,
      read: async (max) => check(max),
      async *pieces(max) {
        yield check(max);
      },
    },
  };
  return request as ApiRequest;
}

const tooLarge = (size: number, max: number, limit = "kv_max_value_size") => ({
  status: 413,
  text: serverError("body-too-large", size, max, limit).summary,
});

/** Both ways to read a body; what was read, or the refusal. */
const ways = [
  [
    "whole",
    async (request: ApiRequest, max: number, limit?: string) => {
      const body = await readBody(request, max, limit);
      return body instanceof Refusal ? body : Buffer.from(body).toString();
    },
  ],
  [
    "in pieces",
    (request: ApiRequest, max: number, limit?: string) =>
      readBodyPieces(
        request,
        max,
        async (pieces) => {
          const all: Uint8Array[] = [];
          for await (const piece of pieces) all.push(piece);
          return Buffer.concat(all).toString();
        },
        limit,
      ),
  ],
] as const;

describe.each(ways)("a body read %s", (_, read) => {
  test("is taken up to its limit", async () => {
    expect(await read(sent("12345"), 5)).toBe("12345");
    expect(await read(sent("", "unknown"), 0)).toBe("");
  });

  test("is refused where it says that it is larger, and where it is", async () => {
    expect(await read(sent("123456"), 5)).toMatchObject(tooLarge(6, 5));
    expect(await read(sent("1", 9), 5, "setting")).toMatchObject(tooLarge(9, 5, "setting"));
    // How long it is, nobody knows: longer than it may be.
    expect(await read(sent("1234567", "unknown"), 5, "setting")).toMatchObject(tooLarge(6, 5, "setting"));
  });

  test("that cannot be read for another reason is no refusal", async () => {
    for (const failure of [new RuntimeError("ECONNRESET", "read", "gone"), new Error("E2BIG")])
      await expect(Promise.resolve(read(sent("1", 1, failure), 5))).rejects.toBe(failure);
  });
});

describe("a body by its shape", () => {
  const shape = struct("T", { Name: textShape, On: flag });
  const failed = "unexpected EOF";
  test.each<[string, Parameters<typeof decodeBody>[2], object]>([
    ['{"name": "a"}', {}, { Name: "a", On: false }],
    ["{", {}, { status: 400, text: `Request decode failed: ${failed}` }],
    ["{", { prefix: "P: ", status: 500 }, { status: 500, text: `P: ${failed}` }],
    [
      '{"Name": 1}',
      { prefix: "" },
      { status: 400, text: expect.stringMatching(/^json: cannot unmarshal number/) },
    ],
    ["", {}, { status: 400, text: "Request decode failed: EOF" }],
    ["", { mayBeEmpty: false }, { status: 400 }],
    ["", { mayBeEmpty: true }, { Name: "", On: false }],
    [" ", { mayBeEmpty: true }, { status: 400 }],
    ['{"on": true}', { mayBeEmpty: true }, { Name: "", On: true }],
  ])("%j with %j", (body, options, wanted) => {
    expect(decodeBody(Buffer.from(body), shape, options)).toMatchObject(wanted);
  });

  test("is as long as bodies may be, or as the route says", async () => {
    expect(BODY_BYTES_MAX).toBe(2_097_152);
    expect(await readBodyAs(sent("{}", BODY_BYTES_MAX + 1), shape)).toMatchObject(
      tooLarge(BODY_BYTES_MAX + 1, BODY_BYTES_MAX),
    );
    expect(await readBodyAs(sent("{}", BODY_BYTES_MAX), shape)).toEqual({ Name: "", On: false });
    expect(await readBodyAs(sent("{}", 11), shape, { max: 10, limit: "l" })).toMatchObject(
      tooLarge(11, 10, "l"),
    );
    expect(await readBodyAs(sent("{", "unknown"), shape, { prefix: "P: " })).toMatchObject({
      text: `P: ${failed}`,
    });
  });
});
