import { hasErrors } from "@tutti/hcl";
import { expect, test } from "vitest";
import { createFolder } from "../../testkit/folder.ts";
import { openState } from "../backend/open-backend.ts";
import { lockAndRead, lockState } from "./lock-state.ts";

const WISH = { lock: true, timeoutMs: 0, operation: "test" } as const;

test("a state that cannot be read is refused, as a lock or as a read, and is not held", async () => {
  const folder = await createFolder({ "terraform.tfstate": "{" });
  const state = await folder.until(openState(folder.host));
  expect(await folder.until(lockAndRead(state, WISH))).toMatchObject({ ok: false, step: "lock" });
  const unlocked = await folder.until(lockAndRead(state, { ...WISH, lock: false }));
  expect(unlocked).toMatchObject({ ok: false, step: "read" });
  expect(unlocked.ok || hasErrors(unlocked.diagnostics)).toBe(true);
});

test("a state that is damaged while it is being locked is refused, and the lock is given back", async () => {
  const folder = await createFolder({});
  const state = await folder.until(openState(folder.host));
  const damaged = {
    read: () => state.read(),
    async lock(request: Parameters<typeof state.lock>[0]) {
      const result = await state.lock(request);
      await folder.write({ "terraform.tfstate": "{" });
      return result;
    },
  };
  expect(await folder.until(lockAndRead(damaged, WISH))).toMatchObject({ ok: false, step: "read" });
  await folder.host.disk.remove("terraform.tfstate");
  const again = await folder.until(lockState(await openState(folder.host), WISH));
  expect(again.ok).toBe(true);
});

test("no lock is taken where none is wanted", async () => {
  const folder = await createFolder({});
  const state = await folder.until(openState(folder.host));
  const held = await folder.until(lockState(state, WISH));
  expect(await folder.until(lockState(await openState(folder.host), { ...WISH, lock: false }))).toEqual({
    ok: true,
    value: undefined,
    diagnostics: [],
  });
  if (held.ok) await held.value?.release();
});
