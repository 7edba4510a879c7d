import { expect, test } from "vitest";
import type { HttpExchange } from "../network.ts";
import { request } from "./real-http.ts";
import { serveHttp } from "./serve-http.ts";

/** An exchange that `answer` took, after its connection has been closed. */
async function afterClosing(
  answer: (exchange: HttpExchange) => void,
  isAnswered = false,
): Promise<HttpExchange> {
  let take: (exchange: HttpExchange) => void = () => {};
  const taken = new Promise<HttpExchange>((resolve) => {
    take = resolve;
  });
  const listener = await serveHttp({ host: "127.0.0.1", port: 0 }, (exchange) => {
    answer(exchange);
    take(exchange);
  });
  const asked = request({ method: "GET", url: `http://127.0.0.1:${listener.port}/` });
  const answered = asked.then(({ status }) => status).catch(() => 0);
  const exchange = await taken;
  if (isAnswered) expect(await answered).toBe(200);
  await listener.close();
  expect(await answered).toBe(isAnswered ? 200 : 0);
  return exchange;
}

test("who looks only afterwards learns that the client is gone", async () => {
  const { gone } = await afterClosing(() => {});
  expect([gone.aborted, gone.reason]).toEqual([true, expect.objectContaining({ code: "ECONNRESET" })]);
});

test("who looks before hears of it", async () => {
  const heard: string[] = [];
  const exchange = await afterClosing(({ gone }) => {
    gone.addEventListener("abort", () => heard.push("gone"));
  });
  expect([heard, exchange.gone.aborted]).toEqual([["gone"], true]);
});

test("who has its answer is not gone, whenever somebody looks", async () => {
  const answer = (exchange: HttpExchange): void => exchange.respond(200, {}, "there");
  expect((await afterClosing(answer, true)).gone.aborted).toBe(false);
});
