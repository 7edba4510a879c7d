import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { type Operation, withProgress } from "./progress.ts";

const OPERATION: Operation = {
  address: { module: [], mode: "managed", type: "docker_image", name: "web", key: undefined },
  deposedKey: undefined,
  action: "create",
  id: undefined,
};

/** What is told of work that names a step at each of these seconds and ends at the last. */
async function told(seconds: readonly number[]): Promise<readonly string[]> {
  const simulation = createSimulation(1);
  const { clock } = simulation.host("10.0.0.1");
  const events: string[] = [];
  const request = {
    clock,
    onEvent: (event: { readonly kind: string; readonly text?: string }) =>
      void events.push(event.text ?? event.kind),
  };
  const work = withProgress({ request }, OPERATION, async (progress, complete) => {
    let now = 0;
    for (const at of seconds) {
      await clock.sleep((at - now) * 1000);
      now = at;
      progress(`step at ${at}`);
    }
    complete(true, "id");
  });
  await simulation.until(work);
  return events;
}

test.each<[string, readonly number[], readonly string[]]>([
  ["short work tells no step", [0, 1, 2], ["apply-start", "apply-complete"]],
  [
    "long work tells the step it is at, and those that come",
    [0, 1, 4, 12],
    ["apply-start", "step at 1", "step at 4", "apply-progress", "step at 12", "apply-complete"],
  ],
])("withProgress(): %s", async (_, seconds, expected) => {
  expect(await told(seconds)).toEqual(expected);
});
