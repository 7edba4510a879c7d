/**
 * Which functions there are and where each is. A group is loaded when one of
 * its functions is used: some need a library that takes its time.
 */

import type { GroupMaker } from "./table.ts";

interface Group {
  readonly names: readonly string[];
  readonly load: () => Promise<GroupMaker>;
  /** Its functions may call any other function. */
  readonly needsAll?: boolean;
}

const words = (text: string): readonly string[] => text.split(" ");

export const GROUPS: readonly Group[] = [
  {
    names: words("abs ceil floor log max min parseint pow range signum sum"),
    load: async () => {
      const { NUMERIC } = await import("./numeric/numeric.ts");
      return () => NUMERIC;
    },
  },
  {
    names: words(
      "chomp endswith indent join lower sort split startswith strcontains strrev substr title trim trimprefix trimspace trimsuffix upper",
    ),
    load: async () => {
      const { TEXT } = await import("./text/text.ts");
      return () => TEXT;
    },
  },
  {
    names: words("format formatlist"),
    load: async () => {
      const { FORMAT } = await import("./text/format.ts");
      return () => FORMAT;
    },
  },
  {
    names: words("regex regexall replace"),
    load: async () => {
      const { REGEX } = await import("./text/regex.ts");
      return () => REGEX;
    },
  },
  {
    names: words(
      "alltrue anytrue chunklist coalesce coalescelist compact concat distinct flatten matchkeys reverse slice",
    ),
    load: async () => {
      const { SEQUENCE } = await import("./collection/sequence.ts");
      return () => SEQUENCE;
    },
  },
  {
    names: words("contains element index length lookup one"),
    load: async () => {
      const { ELEMENT } = await import("./collection/element.ts");
      return () => ELEMENT;
    },
  },
  {
    names: words("keys merge transpose values zipmap"),
    load: async () => {
      const { MAPPING } = await import("./collection/mapping.ts");
      return () => MAPPING;
    },
  },
  {
    names: words("setintersection setproduct setsubtract setunion"),
    load: async () => {
      const { SET } = await import("./collection/set.ts");
      return () => SET;
    },
  },
  {
    names: words(
      "ephemeralasnull issensitive nonsensitive sensitive tobool tolist tomap tonumber toset tostring",
    ),
    load: async () => {
      const { CONVERSION } = await import("./conversion/conversion.ts");
      return () => CONVERSION;
    },
  },
  {
    names: words("cidrhost cidrnetmask cidrsubnet cidrsubnets"),
    load: async () => {
      const { NETWORK } = await import("./network/network.ts");
      return () => NETWORK;
    },
  },
  {
    names: words("formatdate plantimestamp timeadd timecmp timestamp"),
    load: async () => (await import("./date/date.ts")).dateFunctions,
  },
  {
    names: words(
      "base64sha256 base64sha512 filebase64sha256 filebase64sha512 filemd5 filesha1 filesha256 filesha512 md5 sha1 sha256 sha512 uuidv5",
    ),
    load: async () => (await import("./crypto/hash.ts")).hashFunctions,
  },
  {
    names: words("bcrypt rsadecrypt uuid"),
    load: async () => (await import("./crypto/secret.ts")).secretFunctions,
  },
  {
    names: words("abspath basename dirname file filebase64 fileexists fileset pathexpand"),
    load: async () => (await import("./filesystem/filesystem.ts")).filesystemFunctions,
  },
  {
    names: words("base64decode base64encode base64gzip csvdecode jsondecode jsonencode urlencode"),
    load: async () => {
      const { ENCODING } = await import("./encoding/encoding.ts");
      return () => ENCODING;
    },
  },
  {
    names: words("textdecodebase64 textencodebase64"),
    load: async () => {
      const { TEXT_ENCODING } = await import("./encoding/text-encoding.ts");
      return () => TEXT_ENCODING;
    },
  },
  {
    names: words("can try"),
    load: async () => {
      const { CONTROL } = await import("./control/control.ts");
      return () => CONTROL;
    },
  },
  {
    names: words("templatefile templatestring"),
    needsAll: true,
    load: async () => (await import("./template/template.ts")).templateFunctions,
  },
  {
    names: words("yamldecode yamlencode"),
    load: async () => {
      const { YAML } = await import("./yaml/yaml.ts");
      return () => YAML;
    },
  },
  {
    names: ["type"],
    load: async () => (await import("./console/type.ts")).consoleFunctions,
  },
];
