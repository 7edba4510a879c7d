import { expect, test } from "vitest";
import { withoutSecrets } from "./without-secrets.ts";

test("of what may be secret only the names are left, however deep", () => {
  const value = {
    Config: { Node: "n", EncryptKey: "k1", ACLToken: "k2", Tokens: { Default: "k3", Deep: ["k4"] } },
    DebugConfig: {
      ACLTokens: { ACLMasterToken: "k5", DataDir: "k6" },
      HTTPSPrivateKeyFile: "k7",
      KeyFile: "k8",
      Key: "k9",
      Watches: [{ token: "k10", type: "key" }],
      ConnectCAConfig: { PrivateKey: "k11" },
      ACLTokenTTL: "",
      EnableTokenPersistence: true,
      EncryptVerifyIncoming: true,
    },
  };
  const shown = JSON.stringify(withoutSecrets(value));
  expect(shown.match(/k\d+/g)).toBe(null);
  expect(withoutSecrets(value)).toMatchObject({
    Config: { Node: "n", EncryptKey: "hidden", Tokens: { Default: "hidden" } },
    DebugConfig: {
      Watches: [{ token: "hidden", type: "key" }],
      ACLTokenTTL: "",
      EnableTokenPersistence: true,
    },
  });
});
