import { runtimeContract } from "@tutti/runtime/testkit";
import { createSimulation } from "./simulation.ts";

let seed = 0;

runtimeContract("simulated", async () => {
  seed += 1;
  const simulation = createSimulation(seed);
  const runtime = simulation.host("a");
  runtime.processes.install("endless", () => new Promise(() => {}));
  runtime.processes.install("ending", async ({ args }) => ({ exitCode: 3, output: args[0] ?? "" }));
  runtime.processes.install("asking", async ({ environment, input = "" }) => {
    const text = typeof input === "string" ? input : new TextDecoder().decode(input);
    return { exitCode: 0, output: `${environment?.A}${text}` };
  });
  await runtime.disk.makeDirectory("/world");
  return {
    runtime,
    folder: "/world",
    host: "127.0.0.1",
    run: (promise) => simulation.until(promise),
    programs: { endless: ["endless"], ending: ["ending"], asking: ["asking"] },
  };
});
