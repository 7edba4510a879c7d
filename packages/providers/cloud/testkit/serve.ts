/**
 * Both services on this machine, for trying and for pages that are typed:
 * `node --import tsx serve.ts [PORT]`. The first takes PORT, its name servers
 * the one behind it, the second the next. What to export is printed.
 */

import { createRealRuntime } from "@tutti/runtime";
import { DO_TOKEN, simulateDigitalOcean } from "./digitalocean-simulator.ts";
import { answerNames } from "./dns-face.ts";
import { DNSIMPLE_ACCOUNT, DNSIMPLE_TOKEN, simulateDnsimple } from "./dnsimple-simulator.ts";

const HOST = "127.0.0.1";
const port = Number(process.argv[2] ?? "18400");
const { network } = createRealRuntime();
const ocean = await simulateDigitalOcean(network, HOST, port);
const dnsimple = await simulateDnsimple(network, HOST, port === 0 ? 0 : port + 2);
const names = await answerNames(network, { ocean: ocean.world, dnsimple }, HOST, port === 0 ? 0 : port + 1);

console.log(`export DIGITALOCEAN_API_URL=${ocean.url} DIGITALOCEAN_TOKEN=${DO_TOKEN}
export DNSIMPLE_API_URL=${dnsimple.url} DNSIMPLE_TOKEN=${DNSIMPLE_TOKEN} DNSIMPLE_ACCOUNT=${DNSIMPLE_ACCOUNT}
# name servers: dig @${HOST} -p ${names.port}`);
