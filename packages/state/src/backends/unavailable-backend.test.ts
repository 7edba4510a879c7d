import { expect, test } from "vitest";
import { stateError } from "../errors.ts";
import { emptyState } from "../state.ts";
import { createUnavailableBackend } from "./unavailable-backend.ts";

test("what cannot be used answers every question with why", async () => {
  const backend = createUnavailableBackend("gcs", stateError("workspaces-not-supported"), "It is not there.");
  const handle = backend.open("w");
  const state = emptyState("l");
  expect([backend.type, handle.workspace, handle.place]).toEqual(["gcs", "w", "gcs"]);
  const answers = [
    backend.workspaces(),
    backend.createWorkspace("a"),
    backend.deleteWorkspace("a"),
    handle.breakLock("1"),
    handle.read(),
    handle.begin(),
    handle.save(state),
    handle.overwrite(state),
  ];
  for (const answer of await Promise.all(answers))
    expect(answer).toMatchObject({ ok: false, problems: [{ detail: "It is not there." }] });
  expect(await handle.lock({ operation: "plan", timeoutMs: 0 })).toEqual({
    ok: false,
    message: "It is not there.",
  });
});
