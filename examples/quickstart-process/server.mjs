import { createServer } from "node:http";

const { PORT, RELEASE } = process.env;

// A release that is called broken is: it shows how one goes back by itself.
createServer((request, response) => {
  if (RELEASE === "broken") response.statusCode = 500;
  response.end(request.url === "/health" ? "ok\n" : `release ${RELEASE}\n`);
}).listen(Number(PORT), "127.0.0.1");
