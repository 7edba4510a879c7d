import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { callHttp, plainUrl, type RetryPolicy } from "./http-call.ts";

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The request is taken, and that is all. */
const NEVER: Answer = { status: 0 };

/** When the server was asked, in whole seconds since the first time, and what came of it. */
async function play(
  answers: readonly Answer[],
  retry: RetryPolicy,
  method = "GET",
): Promise<{
  readonly seconds: readonly number[];
  readonly outcome: string;
  readonly asked: readonly string[];
}> {
  const simulation = createSimulation(1);
  const server = simulation.host("10.0.0.1");
  const runtime = simulation.host("10.0.0.2");
  const times: number[] = [];
  const asked: string[] = [];
  const left = [...answers];
  await simulation.until(
    server.network.serveHttp({ host: "10.0.0.1", port: 80 }, (exchange) => {
      times.push(server.clock.monotonic());
      asked.push(`${exchange.method} ${exchange.target} ${exchange.header("x-for") ?? "-"}`);
      const { status, headers = {} } = left.shift() ?? { status: 200 };
      if (status !== NEVER.status) exchange.respond(status, headers);
    }),
  );
  const outcome = await simulation.until(
    callHttp(
      { runtime, retry, tls: {} },
      { method, url: new URL("http://10.0.0.1:80/s?token=x"), headers: (url) => ({ "x-for": url.pathname }) },
    ).then(
      ({ status }) => String(status),
      (error: unknown) => String(error),
    ),
  );
  const [first = 0] = times;
  return { seconds: times.map((time) => Math.round((time - first) / 1_000)), outcome, asked };
}

const POLICY = { retries: 4, waitMinMs: 1_000, waitMaxMs: 5_000 };
const BUSY = { status: 503 };
const busy = (count: number, answer: Answer = BUSY): readonly Answer[] =>
  Array.from({ length: count }, () => answer);

const waits: readonly [string, readonly Answer[], RetryPolicy, readonly number[], string][] = [
  ["what goes well", [], POLICY, [0], "200"],
  ["twice as long each time, up to the bound", busy(9), POLICY, [0, 1, 3, 7, 12], "503"],
  ["the server's own wish", busy(1, { status: 429, headers: { "Retry-After": "3" } }), POLICY, [0, 3], "200"],
  [
    "no wish without end",
    busy(1, { status: 503, headers: { "Retry-After": "9999" } }),
    POLICY,
    [0, 30],
    "200",
  ],
  [
    "a wish that is a date counts for nothing",
    busy(1, { status: 503, headers: { "Retry-After": "Fri, 31 Dec 1999" } }),
    POLICY,
    [0, 1],
    "200",
  ],
  ["an answer that never comes", [NEVER], POLICY, [0, 601], "200"],
  ["none at all", busy(9), { ...POLICY, retries: 0 }, [0], "503"],
  ["what is not to come", busy(9, { status: 501 }), POLICY, [0], "501"],
  ["what was refused", busy(9, { status: 400 }), POLICY, [0], "400"],
];
test.each(waits)("waits for %s", async (_, answers, retry, seconds, outcome) => {
  expect(await play(answers, retry)).toMatchObject({ seconds, outcome });
});

const to = (status: number, target: string): Answer => ({ status, headers: { Location: target } });
const redirects: readonly [string, readonly Answer[], readonly string[], string][] = [
  [
    "GET",
    [to(301, "/a"), to(302, "b"), to(303, "http://10.0.0.1/c")],
    ["GET /s?token=x /s", "GET /a /a", "GET /b /b", "GET /c /c"],
    "200",
  ],
  ["GET", [to(307, "/a"), to(308, "/b")], ["GET /s?token=x /s", "GET /a /a", "GET /b /b"], "200"],
  ["POST", [to(308, "/a")], ["POST /s?token=x /s", "POST /a /a"], "200"],
  ["POST", [to(302, "/a")], ["POST /s?token=x /s"], "302"],
  ["GET", [{ status: 302 }], ["GET /s?token=x /s"], "302"],
];
test.each(redirects)("%s goes where it is sent: %o", async (method, answers, asked, outcome) => {
  expect(await play(answers, { ...POLICY, retries: 0 }, method)).toMatchObject({ asked, outcome });
});

test("does not go round in circles", async () => {
  const { outcome, asked } = await play(busy(99, to(302, "/a")), { ...POLICY, retries: 3 });
  expect(outcome).toBe('RuntimeError: Get "/a": stopped after 10 redirects');
  expect(asked).toHaveLength(10);
});

test("plainUrl() leaves out what may be secret", () => {
  expect(plainUrl(new URL("https://me:pass@h:8/a/b?token=x#y"))).toBe("https://h:8/a/b");
});
