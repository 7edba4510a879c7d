import { createServer } from "node:http";

const { PORT, RELEASE } = process.env;

createServer((request, response) => {
  response.end(request.url === "/health" ? "ok\n" : `release ${RELEASE}\n`);
}).listen(Number(PORT), "127.0.0.1");
