import { duration, ignored, list, named, pointer, struct, text, uint64 } from "../decode/shape.ts";

/** `PUT /v1/session/create`. */
export const SESSION = struct(
  "structs.Session",
  {
    ID: ignored(text, "the agent gives it"),
    Name: text,
    Node: pointer(text),
    LockDelay: pointer(duration),
    Behavior: named("structs.SessionBehavior"),
    TTL: text,
    NodeChecks: list(text),
    ServiceChecks: list(struct("structs.ServiceCheck", { ID: text, Namespace: text })),
    Checks: list(named("types.CheckID")),
    CreateIndex: ignored(uint64, "the store counts"),
    ModifyIndex: ignored(uint64, "the store counts"),
  },
  { reads: "struct { LockDelay interface {}; *structs.Alias }", open: true },
);
