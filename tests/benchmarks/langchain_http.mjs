// node langchain_http.mjs MODULES URL: an HTTP server whose POST adds the message to a history of
// @langchain/redis in MODULES, kept in the Redis at URL, and answers 201 when it is acknowledged. It
// takes what tests/benchmarks/append.lua sends. Prints its port.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [modules, url] = process.argv.slice(2);
const require = createRequire(resolve(modules) + "/");
const { RedisChatMessageHistory } = require("@langchain/redis");
const { HumanMessage, AIMessage } = require("@langchain/core/messages");

const histories = new Map();
function historyOf(sessionId) {
  if (!histories.has(sessionId))
    histories.set(sessionId, new RedisChatMessageHistory({ sessionId, config: { url } }));
  return histories.get(sessionId);
}

const server = createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", async () => {
    const { role, content } = JSON.parse(Buffer.concat(parts));
    const message = role === "user" ? new HumanMessage(content) : new AIMessage(content);
    try {
      await historyOf(request.url).addMessage(message);
      response.writeHead(201, { "Content-Type": "application/json" });
      response.end('{"ok":true}');
    } catch (e) {
      response.writeHead(500).end(String(e));
    }
  });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
