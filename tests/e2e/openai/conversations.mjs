// Conversations by the `openai` package.
import assert from "node:assert/strict";
import { OpenAI, refused } from "./clients.mjs";

const client = new OpenAI();
const { conversations } = client;

const made = await conversations.create({
  metadata: { topic: "trains" },
  items: [{ type: "message", role: "user", content: "Hello!" }],
});
assert.match(made.id, /^conv_[0-9a-f]{32}$/);
assert.equal(made.object, "conversation");
assert.ok(Math.abs(made.created_at - Date.now() / 1000) < 600);
assert.deepEqual(made.metadata, { topic: "trains" });
assert.deepEqual(await conversations.retrieve(made.id), made);
assert.equal((await conversations.items.list(made.id)).data[0].content[0].text, "Hello!");

const updated = await conversations.update(made.id, { metadata: { topic: "boats" } });
assert.deepEqual(updated, { ...made, metadata: { topic: "boats" } });
assert.deepEqual((await conversations.create()).metadata, {});

const { data: response } = await conversations.retrieve(made.id).withResponse();
assert.equal(response.id, made.id);

// The listing that the original lacks.
const listed = await client.get("/conversations", { query: { limit: 1, order: "asc" } });
assert.deepEqual(listed, {
  object: "list", data: [updated], first_id: made.id, last_id: made.id, has_more: true,
});

assert.deepEqual(await conversations.delete(made.id), {
  id: made.id, object: "conversation.deleted", deleted: true,
});
const gone = await refused(() => conversations.retrieve(made.id), OpenAI.NotFoundError);
assert.equal(gone.code, "not_found");
assert.equal(gone.type, "invalid_request_error");
assert.ok(gone.requestID);
const bad = await refused(
  () => conversations.create({ metadata: { topic: "x".repeat(513) } }), OpenAI.BadRequestError);
assert.equal(bad.param, "metadata.topic");

// A key of the client's makes a creation repeatable.
const headers = { "Idempotency-Key": "one" };
const body = { items: [{ role: "user", content: "once" }] };
const first = await conversations.create(body, { headers });
assert.deepEqual(await conversations.create(body, { headers }), first);
assert.equal((await conversations.items.list(first.id)).data.length, 1);
