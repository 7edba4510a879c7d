import { type FuzzTarget, hold } from "@tutti/simulation/testkit";
import { decodeSettings } from "../../src/terraform/settings/decode-settings.ts";

const SETTINGS = `plugin_cache_dir = "$HOME/cache"
disable_checkpoint = true
credentials "app.example.com" {
  token = "t"
}
credentials_helper "store" {
  args = ["a", "b"]
}
host "registry.example.com" {
  services = {
    "modules.v1" = "https://modules.example.com/v1/"
  }
}
provider_installation {
  filesystem_mirror {
    path    = "/usr/share/providers"
    include = ["example.com/*/*"]
  }
  direct {
    exclude = ["example.com/*/*"]
  }
}
`;
const JSON_FORM =
  '{"credentials": {"a.example.com": {"token": "t"}}, "host": {"b": {"services": {"modules.v1": "u"}}}}';

/** The settings file of the commands, in both of its forms. */
export const target: FuzzTarget = {
  name: "settings-files",
  corpus: [SETTINGS, JSON_FORM],
  words: [
    "{",
    "}",
    "[",
    "]",
    '"',
    "=",
    "1",
    "null",
    "credentials",
    "host",
    "services",
    "dev_overrides {",
    "\n",
  ],
  cases: 2500,
  play: (text) => {
    for (const { summary, detail } of decodeSettings(".terraformrc", text).problems)
      hold(
        summary !== "" && !/undefined|\[object /.test(`${summary} ${detail}`),
        () => `says "${summary}: ${detail}"`,
      );
  },
};
