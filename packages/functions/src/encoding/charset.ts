/** The encodings of texts that have a name at IANA, and which of iconv-lite's each is. */

/** IANA's own name, iconv-lite's name, other names. */
const CHARSETS: readonly (readonly [name: string, iconv: string, ...aliases: string[]])[] = [
  ["UTF-8", "utf-8", "csUTF8"],
  ["UTF-16", "utf-16be", "csUTF16"],
  ["UTF-16BE", "utf-16be", "csUTF16BE"],
  ["UTF-16LE", "utf-16le", "csUTF16LE"],
  ["US-ASCII", "ascii", "ASCII", "ANSI_X3.4-1968", "ISO646-US", "us", "IBM367", "cp367", "csASCII"],
  [
    "ISO_8859-1:1987",
    "iso-8859-1",
    "ISO_8859-1",
    "ISO-8859-1",
    "latin1",
    "l1",
    "IBM819",
    "CP819",
    "iso-ir-100",
  ],
  ["ISO_8859-2:1987", "iso-8859-2", "ISO_8859-2", "ISO-8859-2", "latin2", "l2", "iso-ir-101"],
  ["ISO_8859-3:1988", "iso-8859-3", "ISO_8859-3", "ISO-8859-3", "latin3", "l3", "iso-ir-109"],
  ["ISO_8859-4:1988", "iso-8859-4", "ISO_8859-4", "ISO-8859-4", "latin4", "l4", "iso-ir-110"],
  ["ISO_8859-5:1988", "iso-8859-5", "ISO_8859-5", "ISO-8859-5", "cyrillic", "iso-ir-144"],
  [
    "ISO_8859-6:1987",
    "iso-8859-6",
    "ISO_8859-6",
    "ISO-8859-6",
    "arabic",
    "ECMA-114",
    "ASMO-708",
    "iso-ir-127",
  ],
  ["ISO_8859-7:1987", "iso-8859-7", "ISO_8859-7", "ISO-8859-7", "greek", "greek8", "ECMA-118", "iso-ir-126"],
  ["ISO_8859-8:1988", "iso-8859-8", "ISO_8859-8", "ISO-8859-8", "hebrew", "iso-ir-138"],
  ["ISO_8859-9:1989", "iso-8859-9", "ISO_8859-9", "ISO-8859-9", "latin5", "l5", "iso-ir-148"],
  ["ISO-8859-10", "iso-8859-10", "latin6", "l6", "iso-ir-157"],
  ["ISO-8859-13", "iso-8859-13"],
  ["ISO-8859-14", "iso-8859-14", "ISO_8859-14", "latin8", "l8", "iso-celtic"],
  ["ISO-8859-15", "iso-8859-15", "ISO_8859-15", "Latin-9"],
  ["ISO-8859-16", "iso-8859-16", "ISO_8859-16", "latin10", "l10"],
  ["IBM437", "cp437", "cp437", "437"],
  ["IBM850", "cp850", "cp850", "850"],
  ["IBM852", "cp852", "cp852", "852"],
  ["IBM855", "cp855", "cp855", "855"],
  ["IBM00858", "cp858", "CP00858", "CCSID00858"],
  ["IBM860", "cp860", "cp860", "860"],
  ["IBM862", "cp862", "cp862", "862"],
  ["IBM863", "cp863", "cp863", "863"],
  ["IBM865", "cp865", "cp865", "865"],
  ["IBM866", "cp866", "cp866", "866"],
  ["windows-874", "windows-874"],
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8].map(
    (n) => [`windows-125${n}`, `windows-125${n}`, `cswindows125${n}`] as const,
  ),
  ["KOI8-R", "koi8-r", "csKOI8R"],
  ["KOI8-U", "koi8-u", "csKOI8U"],
  ["macintosh", "macintosh", "mac", "csMacintosh"],
  ["GBK", "gbk", "CP936", "MS936", "windows-936"],
  ["GB18030", "gb18030", "csGB18030"],
  ["Big5", "big5", "csBig5"],
  ["Shift_JIS", "shift_jis", "MS_Kanji", "csShiftJIS"],
  ["Extended_UNIX_Code_Packed_Format_for_Japanese", "euc-jp", "EUC-JP"],
  ["EUC-KR", "euc-kr", "csEUCKR"],
];

export interface Charset {
  readonly name: string;
  readonly iconv: string;
}

const BY_NAME: ReadonlyMap<string, Charset> = new Map(
  CHARSETS.flatMap(([name, iconv, ...aliases]) =>
    [name, ...aliases].map((alias) => [alias.toLowerCase(), { name, iconv }] as const),
  ),
);

/** By any of its names, in any case. */
export function findCharset(name: string): Charset | undefined {
  return BY_NAME.get(name.toLowerCase());
}
