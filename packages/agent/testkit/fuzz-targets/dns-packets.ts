import { type FuzzTarget, hold } from "@tutti/simulation/testkit";
import { decodeMessage, encodeMessage } from "../../src/dns/index.ts";
import { questionKey } from "../../src/dns/reply-cache.ts";

/** A question for `web.service.consul`, and an answer that has a pointer, as bytes. */
const PACKETS = [
  "\x12\x34\x01\0\0\x01\0\0\0\0\0\0\x03web\x07service\x06consul\0\0\x01\0\x01",
  "\x12\x34\x01\0\0\x01\0\0\0\0\0\x01\x03web\x07service\x06consul\0\0!\0\x01\0\0)\x10\0\0\0\0\0\0\0",
  "\x12\x34\x85\x80\0\x01\0\x01\0\0\0\0\x03web\x06consul\0\0\x01\0\x01\xc0\x0c\0\x01\0\x01\0\0\0\0\0\x04\x0a\0\0\x01",
];

/** A packet is a message or malformed; a message can be sent, and reads the same again. */
export const target: FuzzTarget = {
  name: "dns-packets",
  corpus: PACKETS,
  words: ["\xc0\x0c", "\xc0\0", "\xff\xff", "\0\0", "\x3f", "\x01a", "\0\x10", "\0)"],
  cases: 3000,
  play: (text) => {
    const packet = Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff);
    questionKey(packet, "udp");
    const message = decodeMessage(packet);
    if (message === undefined) return;
    const sent = encodeMessage(message);
    if (sent === undefined) return;
    const again = decodeMessage(sent);
    hold(again !== undefined, () => "cannot read what it sent");
    hold(JSON.stringify(again) === JSON.stringify(message), () => "reads another message than it sent");
  },
};
