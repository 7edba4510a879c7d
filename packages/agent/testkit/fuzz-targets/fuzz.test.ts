import { join } from "node:path";
import { testFuzzTarget } from "@tutti/simulation/testkit";
import { target as dnsPackets } from "./dns-packets.ts";
import { target as hcl1 } from "./hcl1.ts";

for (const target of [dnsPackets, hcl1]) testFuzzTarget(join(import.meta.dirname, "../.."), target);
