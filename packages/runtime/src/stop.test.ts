import { expect, onTestFinished, test } from "vitest";
import { createStop } from "./stop.ts";

test("any number of listeners wait for one signal, without a warning", async () => {
  const warnings: string[] = [];
  const note = (warning: Error): void => void warnings.push(warning.name);
  process.on("warning", note);
  onTestFinished(() => void process.off("warning", note));
  const stop = createStop();
  let told = 0;
  for (let i = 0; i < 100; i++) stop.signal.addEventListener("abort", () => void told++, { once: true });
  stop.abort();
  await new Promise((resolve) => setImmediate(resolve));
  expect(told).toBe(100);
  expect(warnings).toEqual([]);
});
