// A session of the Agents SDK, used by itself.
import assert from "node:assert/strict";
import { OpenAI, agents, native, refused } from "./clients.mjs";

const session = new agents.OpenAIConversationsSession();
assert.deepEqual(await session.getItems(), []);
const id = await session.getSessionId();

const said = [
  { type: "message", role: "user", content: "When does the night train leave?" },
  { type: "reasoning", id: "rs_1", content: [{ type: "input_text", text: "A timetable helps." }],
    providerData: { encrypted_content: "abc" } },
  { type: "function_call", callId: "call_1", name: "timetable", arguments: "{}",
    status: "completed" },
  { type: "function_call_result", callId: "call_1", name: "timetable", status: "completed",
    output: { type: "text", text: "22:41" } },
  { type: "message", role: "assistant", status: "completed",
    content: [{ type: "output_text", text: "At 22:41." }] },
];
await session.addItems(said);
await session.addItems(Array.from({ length: 30 }, (_, n) =>
  ({ type: "message", role: "user", content: `and ${n}` })));

const items = await session.getItems();
assert.equal(items.length, 35);
assert.deepEqual(items.slice(0, 5).map((item) => item.type),
  ["message", "reasoning", "function_call", "function_call_result", "message"]);
assert.equal(items[0].content[0].text, said[0].content);
assert.equal(items[1].id, "rs_1");
assert.equal(items[2].callId, "call_1");
assert.equal(items[2].arguments, "{}");
assert.deepEqual(items[3].output.text ?? items[3].output, "22:41");
assert.equal(items[4].content[0].text, "At 22:41.");
assert.equal(items[34].content[0].text, "and 29");

const texts = (list) => list.map((item) => item.content[0].text);
assert.deepEqual(texts(await session.getItems(3)), ["and 27", "and 28", "and 29"]);
assert.deepEqual(await session.getItems(200), items);
assert.equal((await session.popItem()).content[0].text, "and 29");
assert.deepEqual(texts(await session.getItems(1)), ["and 28"]);
for (let left = 29; left > 0; --left) await session.popItem();
assert.deepEqual(texts([await session.popItem()]), ["At 22:41."]);
assert.equal((await session.popItem()).type, "function_call_result");
assert.equal((await session.getItems()).length, 3);
assert.equal((await native(id)).filter((m) => m.status === "erased").length, 32);

// Another process goes on with it.
const same = new agents.OpenAIConversationsSession({ conversationId: id });
assert.equal((await same.getItems()).length, 3);
await session.clearSession();
await refused(() => same.getItems(), OpenAI.NotFoundError);
assert.deepEqual(await session.getItems(), []);
assert.notEqual(await session.getSessionId(), id);
