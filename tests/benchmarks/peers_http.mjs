// node peers_http.mjs PEER MODULES URL: an HTTP server over another library's history in MODULES, kept in
// the store at URL. POST adds the message and answers 201 when it is acknowledged, GET answers the
// newest messages, about 2,000 tokens; it takes what tests/benchmarks/append.lua and context.lua
// send. Prints its port. PEER: langchain-redis, langchain-postgres, mastra-postgres, mastra-libsql.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [peer, modules, url] = process.argv.slice(2);
const require = createRequire(resolve(modules) + "/");
const newest = 16; // of 200 and 800 characters in turn

/** One history object for each session. */
function histories(make) {
  const all = new Map();
  return (id) => all.get(id) ?? all.set(id, make(id)).get(id);
}

function langchain(make) {
  const { HumanMessage, AIMessage } = require("@langchain/core/messages");
  const historyOf = histories(make);
  return {
    append: (id, role, content) =>
      historyOf(id).addMessage(role === "user" ? new HumanMessage(content) : new AIMessage(content)),
    // It has no other way than to read all of it.
    read: async (id) =>
      (await historyOf(id).getMessages()).slice(-newest).map((m) => ({ role: m.getType(), content: m.content })),
  };
}

async function mastra(storage) {
  const { Memory } = require("@mastra/memory");
  const memory = new Memory({ storage, options: { lastMessages: newest, semanticRecall: false } });
  const resourceId = "bench";
  const begun = new Map();
  const begin = (id) => {
    const now = new Date();
    return memory.saveThread({ thread: { id, resourceId, title: "", metadata: {}, createdAt: now, updatedAt: now } });
  };
  let next = 0;
  return {
    append: async (threadId, role, text) => {
      if (!begun.has(threadId)) begun.set(threadId, begin(threadId));
      await begun.get(threadId);
      const content = { format: 2, parts: [{ type: "text", text }] };
      const message = { id: `m${++next}`, threadId, resourceId, role, type: "text", createdAt: new Date(), content };
      await memory.saveMessages({ messages: [message], format: "v2" });
    },
    read: async (threadId) => (await memory.query({ threadId, selectBy: { last: newest } })).messages,
  };
}

const peers = {
  "langchain-redis": () => {
    const { RedisChatMessageHistory } = require("@langchain/redis");
    return langchain((sessionId) => new RedisChatMessageHistory({ sessionId, config: { url } }));
  },
  "langchain-postgres": () => {
    const { PostgresChatMessageHistory } = require("@langchain/community/stores/message/postgres");
    const pool = new (require("pg").Pool)({ connectionString: url, max: 32 });
    return langchain((sessionId) => new PostgresChatMessageHistory({ tableName: "messages", sessionId, pool }));
  },
  "mastra-postgres": async () => {
    const { PostgresStore } = require("@mastra/pg");
    return mastra(new PostgresStore({ connectionString: url }));
  },
  "mastra-libsql": async () => {
    const { LibSQLStore } = require("@mastra/libsql");
    return mastra(new LibSQLStore({ url }));
  },
};
const { append, read } = await peers[peer]();
// Its tables are made now, not by 64 requests at once.
await append("warm", "user", "hello");

async function answer(request, body) {
  const session = request.url.match(/sessions\/([^/]+)/)[1];
  if (request.method === "GET") return { messages: await read(session) };
  const { role, content } = JSON.parse(body);
  await append(session, role, content);
  return { ok: true };
}

const server = createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", async () => {
    try {
      const said = JSON.stringify(await answer(request, Buffer.concat(parts)));
      response.writeHead(request.method === "GET" ? 200 : 201, { "Content-Type": "application/json" });
      response.end(said);
    } catch (e) {
      response.writeHead(500).end(String(e));
    }
  });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
