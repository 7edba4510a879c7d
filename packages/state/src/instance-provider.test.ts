import { describe, expect, test } from "vitest";
import { joinProvider, splitProvider } from "./instance-provider.ts";

const AWS = 'provider["registry.opentofu.org/hashicorp/aws"]';

/** An address, the configuration, the key of the instance. */
const ADDRESSES: readonly (readonly [text: string, provider: string, key: string | undefined])[] = [
  [AWS, AWS, undefined],
  [`${AWS}.west`, `${AWS}.west`, undefined],
  [`${AWS}.west["eu"]`, `${AWS}.west`, "eu"],
  [`${AWS}.west[""]`, `${AWS}.west`, ""],
  [`module.a.${AWS}.west["eu"]`, `module.a.${AWS}.west`, "eu"],
  [`module.a.module.b.${AWS}.west["a\\"]b"]`, `module.a.module.b.${AWS}.west`, 'a"]b'],
  [`${AWS}.west["a\\\\n\\n"]`, `${AWS}.west`, "a\\n\n"],
  [`${AWS}.west["$\${x} %%{y}"]`, `${AWS}.west`, "${x} %{y}"],
  [`module.a["x"].${AWS}`, `module.a["x"].${AWS}`, undefined],
  ["provider.aws", "provider.aws", undefined],
  ["", "", undefined],
];

describe.each(ADDRESSES)("%s", (text, provider, key) => {
  test("is taken apart", () => expect(splitProvider(text)).toEqual({ provider, key }));
  test("is put together", () => expect(joinProvider({ provider, key })).toBe(text));
});
