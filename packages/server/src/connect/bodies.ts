import { any, flag, ignored, map, struct, text, uint64 } from "../decode/shape.ts";

/** `PUT /v1/connect/ca/configuration`; there is no authority to configure yet, so nothing of it is read. */
export const CA_CONFIGURATION = struct(
  "structs.CAConfiguration",
  {
    ClusterID: ignored(text, "there is no authority"),
    Provider: ignored(text, "there is no authority"),
    Config: ignored(map(any), "there is no authority"),
    State: ignored(map(text), "there is no authority"),
    ForceWithoutCrossSigning: ignored(flag, "there is no authority"),
    force_without_cross_signing: ignored(flag, "there is no authority"),
    CreateIndex: ignored(uint64, "the store counts"),
    ModifyIndex: ignored(uint64, "the store counts"),
  },
  {
    reads:
      'struct { ForceWithoutCrossSigningSnake bool "json:\\"force_without_cross_signing\\""; *structs.Alias }',
  },
);
