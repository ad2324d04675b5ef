// node langchain_redis.mjs MODULES URL MESSAGES: how many messages a second the history of
// @langchain/redis in MODULES adds to the server at URL, 64 sessions in flight, each message of 200
// and 800 characters in turn and acknowledged before the next one of its session. Prints the rate.
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [modules, url, messages] = process.argv.slice(2);
const require = createRequire(resolve(modules) + "/");
const { RedisChatMessageHistory } = require("@langchain/redis");
const { HumanMessage, AIMessage } = require("@langchain/core/messages");

const sessions = 64;
const each = Math.floor(Number(messages) / sessions);

async function talk(history) {
  for (let n = 0; n < each; n += 2) {
    await history.addMessage(new HumanMessage("u".repeat(200)));
    await history.addMessage(new AIMessage("a".repeat(800)));
  }
}

const histories = Array.from(
  { length: sessions },
  (_, i) => new RedisChatMessageHistory({ sessionId: `langchain:${i}`, config: { url } }),
);
await histories[0].ensureReadiness();
const start = process.hrtime.bigint();
await Promise.all(histories.map(talk));
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
console.log(((2 * Math.ceil(each / 2) * sessions) / seconds).toFixed(0));
process.exit(0);
